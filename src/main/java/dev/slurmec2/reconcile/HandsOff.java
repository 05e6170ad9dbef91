package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Hold;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeState;

/**
 * hands-off: what an administrator set stays, and what is not understood is not touched.
 *
 * <p>An administrator who takes a node out with scontrol has to give a reason (src/scontrol
 * /update_node.c refuses DOWN, DRAIN and FAIL without one), so a reason that is neither the suite's
 * nor slurmctld's own is an administrator's. A node that is out and has no reason was not taken out
 * by the suite either.
 */
final class HandsOff {
  private HandsOff() {}

  static Verdict judge(NodeView view) {
    NodeState state = view.state();
    if (!States.isUnderstood(state)) {
      return new Hold("a state that the suite does not manage, " + view.stateWords());
    }
    if (States.isInMaintenance(state)) {
      return new Hold("maintenance or reboot, " + view.stateWords());
    }
    if (view.excluded().isPresent() && isMachine(view)) {
      return new Hold("up, and excluded from suspension (" + view.excluded().get() + ")");
    }
    if (!States.isOut(state)) {
      return new Pass("the node is not DOWN, DRAIN or FAIL");
    }
    return switch (view.owner()) {
      case SLURM ->
          state.is("DOWN") && view.lasted().containsKey(Watch.HELD)
              ? new Hold("an operator had taken it out before Slurm's own reason: " + reason(view))
              : new Pass("the reason is Slurm's own");
      case SUITE -> new Pass("the reason is the suite's");
      case SLURM_FINDING ->
          view.isInvalid() || state.has("COMPLETING")
              ? new Pass("Slurm found the fault itself")
              : new Hold("Slurm's finding: " + reason(view));
      case NOBODY, OPERATOR -> new Hold("an operator's reason: " + reason(view));
    };
  }

  /**
   * What an exclusion protects is a machine that is up: without one there is nothing to suspend,
   * and a node that is off, or whose instance is gone, is mended as any other.
   */
  private static boolean isMachine(NodeView view) {
    boolean gone =
        view.backing() instanceof Backing.Known known
            && known.running().isEmpty()
            && !known.untagged();
    return States.isUp(view.state()) && !gone;
  }

  private static String reason(NodeView view) {
    return view.node().reason().map(text -> "\"" + text + "\"").orElse("none");
  }
}
