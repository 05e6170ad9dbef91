package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.state.BootFailures;
import java.time.Duration;

/** How long a node that was taken out of service stays out before it is tried again. */
final class CoolDown {

  /**
   * After a launch that EC2 refused with a code: the same pool seldom has anything again within a
   * minute or two, and a job that is retried each minute keeps others from running.
   */
  static final Duration AFTER_CODE = Duration.ofMinutes(5);

  /** After anything else: one sweep, so that a node that fails at once does not spin. */
  static final Duration OTHERWISE = Duration.ofMinutes(1);

  private CoolDown() {}

  /**
   * How long, by the reason that stands: that of a paused group until the pause ends, for in the
   * meantime nothing would be launched.
   */
  static Duration of(NodeRecord node) {
    String reason = node.reason().orElse("");
    return node.reasonAt()
        .flatMap(at -> BootFailures.pauseIn(reason, at))
        .orElse(reason.contains("(Code:") ? AFTER_CODE : OTHERWISE);
  }
}
