package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.SuiteReason;
import dev.slurmec2.state.BootFailures;
import dev.slurmec2.state.Until;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a node that was taken out of service stays out before it is tried again. */
final class CoolDown {

  /**
   * After a launch that EC2 refused with a code that is none of capacity: what is wrong takes time
   * to mend, and a job that is retried each minute keeps others from running.
   */
  static final Duration AFTER_CODE = Duration.ofMinutes(5);

  /** After anything else: one sweep, so that a node that fails at once does not spin. */
  static final Duration OTHERWISE = Duration.ofMinutes(1);

  private static final Pattern CODE = Pattern.compile("\\(Code:([^)]*)\\)");

  private CoolDown() {}

  /**
   * How long, by the reason that stands. A node without capacity comes back when its pools are
   * asked again: earlier it would fail without EC2 having been asked. One of a paused group comes
   * back when the pause ends, for in the meantime nothing would be launched.
   *
   * @param ofPools CapacityCoolDownSeconds; zero where pools have no cool-down
   */
  static Duration of(NodeRecord node, Duration ofPools) {
    String reason = node.reason().orElse("");
    return node.reasonAt()
        .flatMap(at -> BootFailures.pauseIn(reason, at).or(() -> told(reason, at, ofPools)))
        .orElseGet(() -> after(reason, ofPools));
  }

  /**
   * The end that the reason of a shortage tells. One without a date that is later than any
   * cool-down of pools is of another zone than the controller's.
   */
  private static Optional<Duration> told(String reason, LocalDateTime at, Duration ofPools) {
    return SuiteReason.isOurs(reason) && isOfCapacity(reason)
        ? Until.after(reason, at)
            .filter(end -> Until.isDated(reason) || end.compareTo(ofPools) <= 0)
        : Optional.empty();
  }

  private static boolean isOfCapacity(String reason) {
    Matcher code = CODE.matcher(reason);
    return code.find() && ErrorClasses.classOf(code.group(1)) == ErrorClass.CAPACITY;
  }

  private static Duration after(String reason, Duration ofPools) {
    Matcher code = CODE.matcher(reason);
    if (!code.find()) {
      return OTHERWISE;
    }
    if (ErrorClasses.classOf(code.group(1)) != ErrorClass.CAPACITY) {
      return AFTER_CODE;
    }
    return ofPools.isZero() ? OTHERWISE : ofPools;
  }
}
