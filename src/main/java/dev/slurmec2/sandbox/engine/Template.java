package dev.slurmec2.sandbox.engine;

import java.time.Instant;

/**
 * A launch template.
 *
 * @param version the version that the request's version stands for
 * @param latest its newest version
 */
public record Template(
    String id, String name, String version, int latest, String imageId, Instant created) {
  /** The instance type of every template of the sandbox, for overrides that name none. */
  public static final String INSTANCE_TYPE = "m5.large";
}
