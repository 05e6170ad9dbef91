package dev.slurmec2.sandbox.engine;

import java.time.Instant;

/**
 * A scheduled event of an instance.
 *
 * @param code as {@code instance-retirement}, {@code instance-stop}, {@code system-reboot}
 */
public record StatusEvent(String id, String code, String description, Instant notBefore) {}
