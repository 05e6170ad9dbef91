package dev.slurmec2.sandbox.engine;

import java.time.Instant;

/**
 * A version of a launch template.
 *
 * @param version the version that the request's version stands for
 * @param latest the template's newest version
 * @param imageId the AMI that it boots
 */
public record Template(
    String id,
    String name,
    String version,
    int latest,
    String imageId,
    TemplateData data,
    Instant created) {

  /** The version of every template that {@code $Default} stands for. */
  public static final String DEFAULT_VERSION = "1";

  /** The instance type of templates that name none, for overrides that name none either. */
  public static final String INSTANCE_TYPE = "m5.large";

  /** The type of instances whose override names none. */
  public String instanceType() {
    return data.instanceType().orElse(INSTANCE_TYPE);
  }
}
