package dev.slurmec2.slurm;

/**
 * Where a node is.
 *
 * @param node NodeName
 * @param address NodeAddr: an IPv4 or IPv6 address
 * @param hostname NodeHostName
 */
public record NodeAddress(String node, String address, String hostname) {}
