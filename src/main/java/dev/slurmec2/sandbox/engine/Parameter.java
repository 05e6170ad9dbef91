package dev.slurmec2.sandbox.engine;

import java.time.Instant;

/** A parameter of the Systems Manager's Parameter Store. */
public record Parameter(String name, String type, String value, int version, Instant modified) {
  static Parameter first(String name, String value, Instant now) {
    return new Parameter(name, "String", value, 1, now);
  }
}
