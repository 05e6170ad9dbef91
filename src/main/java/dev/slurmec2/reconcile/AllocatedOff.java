package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * allocated-off: for Slurm a job runs on a node that is off. It comes of a slurmd that registers
 * after ResumeTimeout: with ReturnToService=2 slurmctld takes the node back and gives it a job, and
 * at times leaves POWERED_DOWN on it (seen with 22.05). When that instance ends, as by resume-fail,
 * nobody notices: slurmctld pings no node that is off, and power saving resumes nodes for jobs that
 * are being configured, not for running ones.
 */
final class AllocatedOff {

  /**
   * How long a node may wait for slurmctld's power saving when ResumeRate does not hold it back. It
   * looks every power_save_interval (10 s by default); a long reconfigure, a restart or a takeover
   * takes minutes.
   */
  static final Duration LIMIT = Duration.ofMinutes(10);

  private AllocatedOff() {}

  /**
   * How long a node may be allocated and off: nodes whose turn has not come look the same.
   * ResumeRate is nodes a minute, so that in the worst case the last of all nodes waits for all
   * others; 0 is no limit (slurm.conf(5)).
   */
  static Duration limit(Configuration configuration) {
    long rate = number(configuration.settings().slurmConf().getOrDefault("ResumeRate", ""));
    long nodes = configuration.nodeGroups().stream().mapToLong(NodeGroup::maxNodes).sum();
    return rate == 0 ? LIMIT : LIMIT.plusMinutes((nodes + rate - 1) / rate);
  }

  /**
   * Slurm takes 16 bits; what is no such number is an error of slurm.conf and holds back nothing.
   */
  private static long number(String text) {
    return text.matches("[0-9]{1,5}") ? Long.parseLong(text) : 0;
  }

  /** Allocated and off, and not asked up. */
  static boolean isSo(NodeState state) {
    return (state.is("ALLOCATED") || state.is("MIXED"))
        && States.isPoweredDown(state)
        && !state.has("POWERING_UP")
        && !state.has("POWER_UP");
  }

  /**
   * DOWN requeues the job. power_down then clears NOT_RESPONDING on the way through POWERING_DOWN
   * (22.05 takes it at once, POWERED_DOWN or not); where Slurm does not take it, the node stays
   * DOWN and POWERED_DOWN, and rule recover brings it back.
   */
  static Verdict judge(NodeView view) {
    if (!isSo(view.state())) {
      return new Pass("the node is not allocated and POWERED_DOWN, or is asked up");
    }
    if (view.owner() == Owner.OPERATOR) {
      return new Pass("the reason is an operator's");
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    if (!known.live().isEmpty() || known.untagged()) {
      return new Pass("an instance is live");
    }
    if (known.launching()) {
      return new Pass("a resume run is launching it, or an instance of its group has no name yet");
    }
    if (!view.lastedAtLeast(Watch.ALLOCATED_OFF_EMPTY, view.resumeWait())) {
      return new Pass(
          "it has been seen so for less than "
              + view.resumeWait().toMinutes()
              + " min, in which slurmctld may yet resume it");
    }
    List<StateRequest> states =
        view.isModern()
            ? List.of(StateRequest.DOWN, StateRequest.POWER_DOWN)
            : List.of(StateRequest.DOWN);
    String reason =
        SuiteReason.of(
            Rule.ALLOCATED_OFF.toString(), "allocated and POWERED_DOWN, and no instance came");
    return new Act(
        view.stateWords() + " without an instance for " + view.seconds(Watch.ALLOCATED_OFF_EMPTY),
        new Action.Change(states, Optional.of(reason), false));
  }
}
