package dev.slurmec2.sandbox.engine;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param boot from launch to running
 * @param shutdown from the request to terminate to terminated
 * @param visibleAfter how long after its launch no call knows an instance (eventual consistency)
 * @param addressAfter how long after its launch an instance shows no private address
 * @param remembered how long a terminated instance is still described; EC2 says less than an hour
 */
public record Times(
    Duration boot,
    Duration shutdown,
    Duration visibleAfter,
    Duration addressAfter,
    Duration remembered) {

  /** Seconds to boot and to end, visible at once. */
  public static final Times DEFAULT =
      new Times(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMinutes(50));

  public Times {
    if (boot.isNegative()
        || shutdown.isNegative()
        || visibleAfter.isNegative()
        || addressAfter.isNegative()
        || remembered.isNegative()) {
      throw new IllegalArgumentException("A duration of the sandbox is negative.");
    }
  }
}
