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
   * After a launch that EC2 refused with a code that says nothing of pools: what is wrong takes
   * time to mend, and a job that is retried each minute keeps others from running.
   */
  static final Duration AFTER_CODE = Duration.ofMinutes(5);

  /** After anything else: one sweep, so that a node that fails at once does not spin. */
  static final Duration OTHERWISE = Duration.ofMinutes(1);

  private static final Pattern CODE = Pattern.compile("\\(Code:([^)]*)\\)");

  private CoolDown() {}

  /**
   * How long, by the reason that stands. A node without capacity, or beyond a quota, comes back
   * when its pools are asked again: earlier it would fail without EC2 having been asked. One of a
   * paused group comes back when the pause ends, for in the meantime nothing would be launched.
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
    return SuiteReason.isOurs(reason) && classOf(reason).filter(ErrorClass::isOfPools).isPresent()
        ? Until.after(reason, at)
            .filter(end -> Until.isDated(reason) || end.compareTo(ofPools) <= 0)
        : Optional.empty();
  }

  /** Whether the node is out because a capacity reservation or block is not open. */
  static boolean isForReservation(NodeRecord node) {
    return node.reason()
        .filter(SuiteReason::isOurs)
        .flatMap(CoolDown::code)
        .filter(ErrorClasses::isOfClosedReservation)
        .isPresent();
  }

  private static Optional<ErrorClass> classOf(String reason) {
    return code(reason).map(ErrorClasses::classOf);
  }

  private static Optional<String> code(String reason) {
    Matcher code = CODE.matcher(reason);
    return code.find() ? Optional.of(code.group(1)) : Optional.empty();
  }

  private static Duration after(String reason, Duration ofCapacity) {
    Duration ofPools =
        code(reason)
            .map(code -> dev.slurmec2.capacity.CoolDown.length(code, ofCapacity))
            .orElse(Duration.ZERO);
    if (!ofPools.isZero()) {
      return ofPools;
    }
    return classOf(reason).filter(it -> it != ErrorClass.CAPACITY).isPresent()
        ? AFTER_CODE
        : OTHERWISE;
  }
}
