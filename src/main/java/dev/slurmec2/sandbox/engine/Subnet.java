package dev.slurmec2.sandbox.engine;

/** A subnet of the sandbox's VPC. */
public record Subnet(String id, String zone) {}
