package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Rules of nodes that are up, or that failed and are not off yet. */
final class UpRules {

  /**
   * How long a node may be silent without being DOWN: twice SlurmdTimeout's default of 300 s, after
   * which slurmctld sets DOWN by itself. Reached only where SlurmdTimeout is long or 0.
   */
  static final Duration SILENT_LIMIT = Duration.ofMinutes(10);

  /**
   * How long a drained node may be COMPLETING: epilogs that copy results take minutes, and slurmd
   * gives up on processes after UnkillableStepTimeout (60 s by default).
   */
  static final Duration COMPLETING_LIMIT = Duration.ofMinutes(15);

  private UpRules() {}

  /**
   * dead: power_down takes effect on DOWN nodes at once, ends POWERING_UP too, and SuspendProgram
   * then ends the instance. Also what is left when a program died between DOWN and power_down.
   */
  static Verdict dead(NodeView view) {
    NodeState state = view.state();
    boolean on = States.isUp(state) || States.isPoweringUp(state);
    if (!on || state.has("POWER_DOWN")) {
      return new Pass("the node is off, or power_down has been asked for");
    }
    if (state.is("DOWN")) {
      // Hands-off has let only the suite's and Slurm's own reasons through, and findings of Slurm.
      return view.owner().isOursOrSlurms()
          ? new Act("DOWN and not off, reason \"" + view.node().reason().orElse("") + "\"", off())
          : new Pass("the reason is not the suite's or Slurm's own");
    }
    if (!States.isUp(state) || !view.lastedAtLeast(Watch.SILENT, SILENT_LIMIT)) {
      return new Pass("the node is not DOWN, and not silent for long");
    }
    return new Act("NOT_RESPONDING for " + view.seconds(Watch.SILENT), off());
  }

  /**
   * invalid: the node registered with less than slurm.conf promises; slurmctld drained it and
   * refuses resume, undrain and idle (src/slurmctld/node_mgr.c, since 22.05). It would cost money
   * for SuspendTime. It stays drained: the next instance would have the same fault. 20.11 leaves
   * its job there, which does not run and never ends: slurmd, whose registrations are refused, is
   * sent a job and does not tell of it.
   */
  static Verdict invalid(NodeView view) {
    NodeState state = view.state();
    boolean on = States.isUp(state) || States.isPoweringUp(state);
    if (!view.isInvalid() || !on || state.has("POWER_DOWN")) {
      return new Pass("the node is not INVALID_REG, or on the way off");
    }
    String finding = view.node().reason().orElse("no reason given");
    return new Act(
        (state.has("INVALID_REG") ? "INVALID_REG" : "DRAIN by Slurm") + ", \"" + finding + "\"",
        new Action.Change(
            List.of(StateRequest.POWER_DOWN_FORCE),
            Optional.of(
                SuiteReason.of(Rule.INVALID.toString(), "registered with less than configured")),
            false));
  }

  /** completing: a job that cannot end keeps the node from being suspended for ever. */
  static Verdict completing(NodeView view) {
    NodeState state = view.state();
    if (!States.isUp(state) || !state.has("COMPLETING") || !state.has("DRAIN")) {
      return new Pass("the node is not COMPLETING and DRAIN");
    }
    if (!view.lastedAtLeast(Watch.COMPLETING_DRAIN, COMPLETING_LIMIT)) {
      return new Pass("it has been seen so for less than " + COMPLETING_LIMIT.toMinutes() + " min");
    }
    return new Act(
        "COMPLETING and DRAIN for " + view.seconds(Watch.COMPLETING_DRAIN),
        downAndOff(SuiteReason.of(Rule.COMPLETING.toString(), "a job's end did not end")));
  }

  /**
   * unbacked: the machine is gone (a spot interruption, a termination by hand), and slurmctld would
   * notice after SlurmdTimeout. Two sweeps have to miss it, since EC2 is eventually consistent; but
   * where the last sweep saw it live and EC2 now shows its end, the jobs are requeued at once.
   */
  static Verdict unbacked(NodeView view) {
    NodeState state = view.state();
    if (!States.isUp(state) || state.is("DOWN")) {
      return new Pass("the node is not up");
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    if (!known.running().isEmpty()) {
      return new Pass("an instance is running");
    }
    if (known.untagged()) {
      return new Pass("an instance of that name has no cluster tag (AdoptUntagged is false)");
    }
    boolean ended = known.lost().isPresent() && known.live().isEmpty();
    if (!ended && !view.lastedAtLeast(Watch.UP_EMPTY, Looks.APART)) {
      return new Pass("EC2 has missed its instance in one sweep only");
    }
    return new Act(
        ended
            ? "up (" + view.stateWords() + "), and its instance ended since the last sweep"
            : "up ("
                + view.stateWords()
                + ") without an instance for "
                + view.seconds(Watch.UP_EMPTY),
        downAndOff(SuiteReason.of(Rule.UNBACKED.toString(), "its instance is gone" + code(known))));
  }

  /** DOWN requeues the jobs, and power_down brings the node back through its usual way. */
  static Action downAndOff(String reason) {
    return new Action.Change(
        List.of(StateRequest.DOWN, StateRequest.POWER_DOWN), Optional.of(reason), false);
  }

  /** {@code " (Code:X)"} of the instance that ended, or nothing. */
  static String code(Backing.Known known) {
    return code(known.endCode());
  }

  /** {@code " (Code:X)"}, or nothing. */
  static String code(Optional<String> endCode) {
    return endCode.map(code -> " (Code:" + code + ")").orElse("");
  }

  private static Action off() {
    return new Action.Change(List.of(StateRequest.POWER_DOWN), Optional.empty(), false);
  }
}
