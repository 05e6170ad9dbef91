package dev.slurmec2.ec2;

import java.time.Duration;

/**
 * How many instances EC2 lets this account launch in a region (EC2 Developer Guide, "Request
 * throttling for the Amazon EC2 API": resource tokens), as far as it is known here.
 *
 * @param now how many at once now; less than none when others wait for theirs
 * @param atOnce how many at once after a long rest
 * @param perSecond how many more in each second
 */
public record LaunchTokens(int now, int atOnce, double perSecond) {

  /** EC2's own code for it. */
  static final String CODE = "RequestLimitExceeded";

  private static final String MEND =
      "Ask AWS to raise the resource token bucket of RunInstances, and write the new limit as"
          + " Resources of CreateFleet in ApiLimits.";

  /** Where there is no limit. */
  public static final LaunchTokens UNLIMITED =
      new LaunchTokens(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** How many can be launched from now until then. */
  public int within(Duration time) {
    double then = now + Math.max(0, time.toMillis()) / 1000.0 * perSecond;
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, then));
  }

  /** When so many can be launched at once; nothing when they can now. */
  public Duration timeFor(int count) {
    return count <= now
        ? Duration.ZERO
        : Duration.ofMillis((long) Math.ceil((count - now) / perSecond * 1000));
  }

  /**
   * Why so many cannot be launched.
   *
   * @param place the region, and the profile if there is one
   */
  public Ec2Error tooFew(String place, int count) {
    return new Ec2Error(
        ErrorClass.THROTTLED,
        CODE,
        "EC2's launch limit of this account in "
            + place
            + " ("
            + limit()
            + ") does not let "
            + count
            + (count == 1 ? " more instance" : " more instances")
            + " be launched in time. "
            + MEND);
  }

  /**
   * Why some cannot be launched before Slurm gives their nodes up.
   *
   * @param place the region, and the profile if there is one
   * @param possible how many can
   * @param tooMany how many cannot
   */
  public Ec2Error tooLate(String place, int possible, int tooMany) {
    return new Ec2Error(
        ErrorClass.THROTTLED,
        CODE,
        "EC2's launch limit of this account in "
            + place
            + " ("
            + limit()
            + ") lets "
            + possible
            + " more be launched before ResumeTimeout, "
            + tooMany
            + " too few. "
            + MEND);
  }

  /** The limit in words, as {@code 1000 at once, then 2 a second}. */
  public String limit() {
    String rate =
        perSecond == Math.rint(perSecond) ? Long.toString((long) perSecond) : "" + perSecond;
    return atOnce + " at once, then " + rate + " a second";
  }
}
