package dev.slurmec2.capacity;

import java.time.Instant;

/**
 * A pool that had no capacity a while ago.
 *
 * @param pool which
 * @param refused how many instances at once it could not give: fewer may be had still
 * @param until when it is asked for so many again
 * @param code EC2's error code
 */
public record CoolDown(Pool pool, int refused, Instant until, String code) {

  /** Whether so many instances are not worth asking for. */
  public boolean excludes(int count) {
    return count >= refused;
  }
}
