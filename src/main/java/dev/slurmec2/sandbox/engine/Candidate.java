package dev.slurmec2.sandbox.engine;

/**
 * One pool that a fleet may draw from.
 *
 * @param imageId the AMI that an instance of it boots
 */
record Candidate(
    FleetSpec.LaunchOverride override,
    Template template,
    Pool pool,
    Subnet subnet,
    String imageId) {}
