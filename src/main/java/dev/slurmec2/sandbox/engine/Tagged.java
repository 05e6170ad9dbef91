package dev.slurmec2.sandbox.engine;

/** A tag of a resource, as DescribeTags lists it. */
public record Tagged(String resourceId, String resourceType, String key, String value) {}
