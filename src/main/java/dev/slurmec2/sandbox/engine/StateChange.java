package dev.slurmec2.sandbox.engine;

/** What a call to terminate did to one instance. */
public record StateChange(String instanceId, InstanceState previous, InstanceState current) {}
