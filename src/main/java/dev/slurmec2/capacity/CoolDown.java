package dev.slurmec2.capacity;

import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import java.time.Duration;
import java.time.Instant;

/**
 * A pool that had no capacity a while ago, or that a quota of the account kept from giving any.
 *
 * @param pool which; for a quota in all zones of its region
 * @param refused how many instances at once it could not give: fewer may be had still
 * @param until when it is asked for so many again
 * @param code EC2's error code
 */
public record CoolDown(Pool pool, int refused, Instant until, String code) {

  /**
   * The longest of a quota: room in it comes back when instances of the account's own end, mostly
   * minutes after they were no longer needed. As long as Karpenter leaves such offerings out
   * (pkg/cache/cache.go, UnavailableOfferingsTTL).
   */
  public static final Duration LONGEST_OF_QUOTA = Duration.ofMinutes(3);

  /**
   * How long it is after an error.
   *
   * @param code EC2's error code
   * @param ofCapacity CapacityCoolDownSeconds; zero where there are no cool-downs
   * @return zero where the code says nothing of pools
   */
  public static Duration length(String code, Duration ofCapacity) {
    ErrorClass errorClass = ErrorClasses.classOf(code);
    if (!errorClass.isOfPools()) {
      return Duration.ZERO;
    }
    boolean shorter = errorClass == ErrorClass.QUOTA && LONGEST_OF_QUOTA.compareTo(ofCapacity) < 0;
    return shorter ? LONGEST_OF_QUOTA : ofCapacity;
  }

  /** Whether so many instances are not worth asking for. */
  public boolean excludes(int count) {
    return count >= refused;
  }

  /** Whether it is not EC2 that had none, but the account that may not have more. */
  public boolean isOfQuota() {
    return ErrorClasses.classOf(code) == ErrorClass.QUOTA;
  }
}
