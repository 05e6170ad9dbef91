package dev.slurmec2.rehearsal;

import java.time.Duration;

/**
 * What no document says and a rehearsal has to assume.
 *
 * @param latency of every call to EC2
 * @param fleetLatency what CreateFleet takes longer for each instance that it is asked for
 * @param visibleAfter how long no call knows a new instance
 * @param addressAfter how long a new instance shows no address
 * @param boot from the moment when Slurm knows a node's address to the moment when the node is up
 * @param throttled whether EC2's token buckets apply
 */
public record Assumptions(
    Duration latency,
    Duration fleetLatency,
    Duration visibleAfter,
    Duration addressAfter,
    Duration boot,
    boolean throttled) {

  /**
   * A tenth of a second a call and CreateFleet's half minute for a thousand instances, as they are
   * commonly seen; a second until an instance is seen, of the "seconds" that EC2's developer guide
   * speaks of; and an image that boots in a minute.
   */
  public static final Assumptions DEFAULT =
      new Assumptions(
          Duration.ofMillis(100),
          Duration.ofMillis(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          true);
}
