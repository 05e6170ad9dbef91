package dev.slurmec2.sandbox;

/**
 * A request to EC2.
 *
 * @param region out of its credential scope
 */
record Call(String action, String region, String requestId, Query query) {}
