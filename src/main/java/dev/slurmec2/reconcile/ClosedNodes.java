package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SuiteReason;
import dev.slurmec2.state.ClosedGroups;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Nodes of a group that launches nothing for a while. Those that are off and free are shown to
 * Slurm as down until then, so that the scheduler takes nodes of other groups instead of failing
 * here again and again. {@code state=down} is taken from any state (src/slurmctld/node_mgr.c,
 * update_node, 20.11 to 26.05), and a node that is off stays POWERED_DOWN; {@code recover} brings
 * it back by the end that its reason tells. Pure.
 */
public final class ClosedNodes {

  private ClosedNodes() {}

  /** The reason of all such nodes of a group. */
  public static String reason(ClosedGroups.Row row, ZoneId zone) {
    return SuiteReason.of(Rule.CLOSED.toString(), row.sentence(zone));
  }

  /** Whether it is off, free, and nobody's. */
  public static boolean isShownDown(NodeRecord node) {
    return whyNot(node).isEmpty();
  }

  static Optional<String> whyNot(NodeRecord node) {
    NodeState state = node.state();
    if (!States.isPoweredDown(state) || !state.is("IDLE")) {
      return Optional.of("the node is not IDLE and POWERED_DOWN");
    }
    if (States.isOut(state) || state.has("NOT_RESPONDING")) {
      return Optional.of("the scheduler does not take the node anyway");
    }
    if (state.has("POWER_UP") || state.has("POWER_DOWN") || !States.isUnderstood(state)) {
      return Optional.of("Slurm or an administrator is about to change it");
    }
    if (state.has("RESERVED") || States.isInMaintenance(state)) {
      return Optional.of("the node is in a reservation");
    }
    Owner owner = Owner.of(node.reason());
    return owner == Owner.NOBODY || owner.isOursOrSlurms()
        ? Optional.empty()
        : Optional.of("a reason stands that is not the suite's");
  }
}
