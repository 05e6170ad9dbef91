package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Rules of nodes that are off or on the way off. */
final class OffRules {
  /** In which slurmctld ends by itself what it knows to be gone; it takes seconds. */
  static final Duration COMPLETING_OFF_LIMIT = Duration.ofMinutes(2);

  private OffRules() {}

  /**
   * held: slurmctld has put back in service what an administrator took out, or has to look at (see
   * {@link Held}). The reason still stands and stays; {@code finish} would drop it. Or the node is
   * out, and slurmctld has written its own reason over the administrator's.
   */
  static Verdict held(NodeView view) {
    NodeState state = view.state();
    if (view.writtenOver().isPresent() && States.isPoweredDown(state) && !isChanging(state)) {
      return new Act(
          view.stateWords() + ", and Slurm's reason in the place of the one with which it is held",
          new Action.Change(List.of(StateRequest.DOWN), view.writtenOver(), false));
    }
    boolean off = States.isPoweringDown(state) || States.isPoweredDown(state);
    if (!off || States.isOut(state)) {
      return new Pass("the node is not off, or is out of service as it should be");
    }
    if (!view.lasted().containsKey(Watch.HELD)) {
      return new Pass("no reason stands that keeps it out of service");
    }
    if (isChanging(state)) {
      return new Pass("Slurm or an administrator is about to change it");
    }
    StateRequest again =
        view.lasted().containsKey(Watch.HELD_DOWN) ? StateRequest.DOWN : StateRequest.DRAIN;
    return new Act(
        "in service (" + view.stateWords() + ") in spite of its reason",
        new Action.Change(List.of(again), view.node().reason(), false));
  }

  /**
   * finish: {@code state=resume} ends POWERING_DOWN at once, SuspendTimeout or not (power_save
   * documentation; 22.05 and 24.11 do). It also drops DOWN, DRAIN and FAIL, so a reason that is
   * cooling down has to be over. Not on 20.11, where it was not tried.
   */
  static Verdict finish(NodeView view) {
    NodeState state = view.state();
    if (!States.isPoweringDown(state)) {
      return new Pass("the node is not POWERING_DOWN");
    }
    if (!view.isModern()) {
      return new Pass("this Slurm is too old; it ends POWERING_DOWN after SuspendTimeout");
    }
    if (state.has("INVALID_REG") || isInvalid(view)) {
      return new Pass("the node stays drained until an administrator mends its configuration");
    }
    if (view.owner() == Owner.SUITE && !view.isCool()) {
      return new Pass("the cool-down of its reason is not over");
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    if (!known.live().isEmpty() || known.untagged()) {
      return new Pass("an instance is live");
    }
    if (known.ended().isEmpty() && !view.lastedAtLeast(Watch.POWERING_DOWN_EMPTY, Looks.APART)) {
      return new Pass("EC2 shows no ended instance, and has missed a live one in one sweep only");
    }
    return new Act("POWERING_DOWN and no instance left", change(StateRequest.RESUME, false));
  }

  /**
   * recover: a node that failed is off and DOWN for ever, since nothing registers (power_save.c
   * sets DOWN at ResumeTimeout, whatever ReturnToService says). {@code idle} is taken from DOWN on
   * every version. The address is reset because slurmctld does not do it on this path.
   */
  static Verdict recover(NodeView view) {
    NodeState state = view.state();
    if (!States.isPoweredDown(state) || !state.is("DOWN")) {
      return new Pass("the node is not DOWN and POWERED_DOWN");
    }
    if (isRequested(state) || !view.owner().isOursOrSlurms()) {
      return new Pass("Slurm is about to change it, or the reason is not the suite's");
    }
    if (isInvalid(view)) {
      return new Pass("the node stays out until an administrator mends its configuration");
    }
    if (!view.isCool()) {
      return new Pass("the cool-down of its reason is not over");
    }
    if (view.closed().isPresent() && isOf(Rule.CLOSED, view)) {
      return new Pass("its node group launches nothing");
    }
    return without(view, "DOWN and POWERED_DOWN, cool-down over", change(StateRequest.IDLE, true));
  }

  /** undrain: a drain of the suite's or Slurm's own has done its work once the node is off. */
  static Verdict undrain(NodeView view) {
    NodeState state = view.state();
    if (!States.isPoweredDown(state) || !state.has("DRAIN") || state.is("DOWN")) {
      return new Pass("the node is not DRAIN and POWERED_DOWN");
    }
    if (!view.owner().isOursOrSlurms() || isInvalid(view) || isRequested(state)) {
      return new Pass("the drain is an operator's, or has to stay");
    }
    return without(view, "DRAIN and POWERED_DOWN", change(StateRequest.UNDRAIN, false));
  }

  /**
   * stuck: slurmctld leaves a node that is NOT_RESPONDING out of what can be scheduled when it
   * builds its bitmaps (src/slurmctld/read_config.c), and nothing that is off ever responds. Going
   * through POWERING_DOWN clears the flag (src/slurmctld/power_save.c).
   */
  static Verdict stuck(NodeView view) {
    NodeState state = view.state();
    if (!States.isPoweredDown(state) || !state.has("NOT_RESPONDING") || !state.is("IDLE")) {
      return new Pass("the node is not IDLE, POWERED_DOWN and NOT_RESPONDING");
    }
    if (!view.isModern() || isRequested(state) || States.isOut(state)) {
      return new Pass("Slurm is about to change it, or it is drained, or this Slurm is too old");
    }
    if (!view.lastedAtLeast(Watch.STUCK, Looks.APART)) {
      return new Pass("it has been seen so in one sweep only");
    }
    return new Act(
        "POWERED_DOWN and NOT_RESPONDING for " + view.seconds(Watch.STUCK),
        change(StateRequest.POWER_DOWN, false));
  }

  /**
   * completing-off: for Slurm a job is still ending on a node that is off, and jobs are kept away
   * from it until then (cg_node_bitmap, src/slurmctld/node_scheduler.c). slurmctld asks nothing of
   * a node that is off. It comes of a slurmctld that was killed: what it reads back counts a job on
   * the node that has ended elsewhere since (seen with 22.05). DOWN ends COMPLETING
   * (src/slurmctld/node_mgr.c), and rule recover brings the node back.
   */
  static Verdict completingOff(NodeView view) {
    NodeState state = view.state();
    if (!isCompletingOff(state)) {
      return new Pass("the node is not IDLE, COMPLETING and POWERED_DOWN");
    }
    if (isRequested(state) || States.isOut(state) || view.owner() == Owner.OPERATOR) {
      return new Pass("Slurm is about to change it, or it is drained, or has an operator's reason");
    }
    if (!view.lastedAtLeast(Watch.COMPLETING_OFF_EMPTY, COMPLETING_OFF_LIMIT)) {
      return new Pass(
          "it has been seen so for less than " + COMPLETING_OFF_LIMIT.toMinutes() + " min");
    }
    return without(
        view,
        "COMPLETING and POWERED_DOWN for " + view.seconds(Watch.COMPLETING_OFF_EMPTY),
        new Action.Change(
            List.of(StateRequest.DOWN),
            Optional.of(
                SuiteReason.of(
                    Rule.COMPLETING_OFF.toString(),
                    "a job was ending on it, and no machine is left")),
            false));
  }

  /** A job ends on it, but nothing is there on which it could. */
  static boolean isCompletingOff(NodeState state) {
    return state.is("IDLE") && state.has("COMPLETING") && States.isPoweredDown(state);
  }

  /** closed: see {@link ClosedNodes}. Not for an end that the next sweep would see. */
  static Verdict closed(NodeView view) {
    Optional<NodeView.Closed> closed = view.closed();
    if (closed.isEmpty()) {
      return new Pass("its node group launches");
    }
    Optional<String> whyNot = ClosedNodes.whyNot(view.node());
    if (whyNot.isPresent()) {
      return new Pass(whyNot.get());
    }
    if (closed.get().left().compareTo(Looks.APART) < 0) {
      return new Pass("its node group launches again in " + closed.get().left().toSeconds() + " s");
    }
    return new Act(
        "off and free, and its node group launches nothing",
        new Action.Change(List.of(StateRequest.DOWN), Optional.of(closed.get().reason()), false));
  }

  /**
   * Back into service only when no instance of an earlier life is there to be taken for a new one.
   */
  private static Verdict without(NodeView view, String seen, Action action) {
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    if (!known.live().isEmpty() || known.untagged()) {
      return new Pass("an instance is live");
    }
    return new Act(seen + reason(view), action);
  }

  private static String reason(NodeView view) {
    return ", reason \"" + view.node().reason().orElse("") + "\"";
  }

  private static boolean isInvalid(NodeView view) {
    return isOf(Rule.INVALID, view);
  }

  private static boolean isOf(Rule rule, NodeView view) {
    return view.node()
        .reason()
        .filter(reason -> SuiteReason.isOf(rule.toString(), reason))
        .isPresent();
  }

  /** Slurm or an administrator is about to change it, or it is in a state of its own. */
  private static boolean isChanging(NodeState state) {
    return isRequested(state) || States.isInMaintenance(state) || !States.isUnderstood(state);
  }

  private static boolean isRequested(NodeState state) {
    return state.has("POWER_UP") || state.has("POWER_DOWN");
  }

  private static Action change(StateRequest state, boolean resetAddress) {
    return new Action.Change(List.of(state), Optional.empty(), resetAddress);
  }
}
