package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Optional;

/**
 * How long one request is asked again, and how long to wait in between: exponential, half of it
 * random.
 *
 * @param deadline no new attempt starts later than this after the first
 */
record Patience(Duration deadline) {

  /**
   * CreateFleet. Two full read limits of the fleet client fit in, and it is well below the
   * ResumeTimeout of any cluster: what is not known by then goes back to Slurm.
   */
  static final Patience FLEET = new Patience(Duration.ofMinutes(2));

  /**
   * Calls that only look. The largest bucket refills in five seconds (100 tokens, 20 a second), so
   * a minute of refusals means that others use it up, and the next run looks again.
   */
  static final Patience LOOK = new Patience(Duration.ofMinutes(1));

  /**
   * Terminations and tags: giving up costs money or an anonymous instance, so they wait longer than
   * a bucket of 100 tokens needs to fill from nothing at five a second, several times.
   */
  static final Patience CHANGE = new Patience(Duration.ofMinutes(2));

  /** GetParameters: the start of every program waits for it, and earlier values can serve. */
  static final Patience PARAMETERS = new Patience(Duration.ofSeconds(10));

  /**
   * DescribeCapacityReservations: jobs wait for it, and a group's second choices come after it,
   * well within the smallest ResumeTimeout (Slurm's default is 60 s).
   */
  static final Patience RESERVATIONS = new Patience(Duration.ofSeconds(10));

  /** While nothing reaches EC2 at all; a restarting name server or proxy is back by then. */
  static final Duration UNREACHABLE = Duration.ofSeconds(20);

  /** A limit beside the deadline, for clocks that stand still. */
  static final int MAX_ATTEMPTS = 20;

  /** First wait after a throttled call: the buckets of mutating calls refill 2 to 5 a second. */
  private static final Duration THROTTLED_BASE = Duration.ofSeconds(1);

  /** First wait after a fault, which may be over at once. */
  private static final Duration FAULT_BASE = Duration.ofMillis(500);

  /** No wait is longer: more waiting only wastes the deadline. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /**
   * The wait before the next attempt.
   *
   * @param error what the last attempt gave
   * @param attempts how many there were
   * @param elapsed time since the first started
   * @param random from 0 to less than 1
   * @return empty when that error is not asked again, or not any more
   */
  Optional<Duration> next(Ec2Error error, int attempts, Duration elapsed, double random) {
    boolean again =
        error.errorClass() == ErrorClass.THROTTLED || error.errorClass() == ErrorClass.SERVER;
    if (!again || attempts >= MAX_ATTEMPTS) {
      return Optional.empty();
    }
    Duration wait = wait(error.errorClass(), attempts, random);
    Duration limit =
        error.code().equals(ErrorClasses.NO_CONNECTION) && UNREACHABLE.compareTo(deadline) < 0
            ? UNREACHABLE
            : deadline;
    return elapsed.plus(wait).compareTo(limit) > 0 ? Optional.empty() : Optional.of(wait);
  }

  /** The wait after that many attempts, whatever the deadline. */
  static Duration wait(ErrorClass errorClass, int attempts, double random) {
    Duration base = errorClass == ErrorClass.THROTTLED ? THROTTLED_BASE : FAULT_BASE;
    Duration full = base.multipliedBy(1L << Math.min(attempts - 1, MAX_ATTEMPTS));
    Duration capped = full.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : full;
    return Duration.ofMillis((long) (capped.toMillis() * (0.5 + random / 2)));
  }
}
