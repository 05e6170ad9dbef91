package dev.slurmec2.sandbox.engine;

/**
 * A capacity pool: what EC2 has or has not.
 *
 * @param zone the availability zone, as {@code us-east-1a}
 */
public record Pool(String instanceType, String zone, Market market) {}
