package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The rules of live instances that carry this cluster's tag, or were adopted. An instance that is
 * younger than the grace period is never ended: whatever Slurm said when it was asked, the instance
 * may have been launched since for the same node.
 */
final class InstanceTable {
  private InstanceTable() {}

  /**
   * leftover: Slurm has the node off, and no SuspendProgram will be called for it again. A node
   * that is off with a job allocated, or asked up, is about to be resumed, and resume may take the
   * instance over. That an operator drained the node changes nothing: the node is not touched.
   *
   * @param poweringDown how long the node has been seen POWERING_DOWN with an instance live
   */
  static Verdict leftover(
      NodeRecord node, Sighting sighting, Duration poweringDown, Duration grace) {
    NodeState state = node.state();
    if (States.isInMaintenance(state) || !States.isUnderstood(state)) {
      return new Pass("the node is in maintenance, or in a state that the suite does not manage");
    }
    if (sighting.age().compareTo(grace) < 0) {
      return new Pass("the instance is younger than the grace period");
    }
    if (States.isPoweringDown(state)) {
      return poweringDown.compareTo(grace) < 0
          ? new Pass("SuspendProgram may be ending it now")
          : new Act(
              "its node has been POWERING_DOWN for "
                  + poweringDown.toSeconds()
                  + " s and it is live: "
                  + sighting.words(),
              terminate(sighting));
    }
    boolean off = States.isPoweredDown(state) && (state.is("IDLE") || state.is("DOWN"));
    if (!off || state.has("POWER_UP")) {
      return new Pass("the node is not off, or is about to be resumed");
    }
    return new Act("its node is POWERED_DOWN: " + sighting.words(), terminate(sighting));
  }

  /**
   * twins: two machines for one node. The one that Slurm's address points to stays; while the node
   * is POWERING_UP and points nowhere, the oldest. A node that is up and points to neither may be
   * on any of them: SuspendProgram will end them all.
   */
  static Verdict twins(
      NodeRecord node, Sighting sighting, List<Sighting> siblings, Duration grace) {
    NodeState state = node.state();
    boolean on = States.isUp(state) || States.isPoweringUp(state);
    if (siblings.size() < 2 || !on) {
      return new Pass("it is the node's only instance, or the node is off");
    }
    if (States.isInMaintenance(state) || !States.isUnderstood(state)) {
      return new Pass("the node is in maintenance, or in a state that the suite does not manage");
    }
    if (States.isOut(state) && !Owner.of(node.reason()).isOursOrSlurms()) {
      return new Pass("an operator took the node out and may be working on it");
    }
    if (sighting.age().compareTo(grace) < 0) {
      return new Pass("the instance is younger than the grace period");
    }
    List<Sighting> pointedTo =
        siblings.stream().filter(sibling -> sibling.hasAddress(node.address())).toList();
    if (pointedTo.isEmpty() && !States.isPoweringUp(state)) {
      return new Pass("the node's address is none of its instances': any may be in use");
    }
    Sighting kept =
        (pointedTo.isEmpty() ? siblings : pointedTo)
            .stream()
                .max(
                    Comparator.comparing(Sighting::runs)
                        .thenComparing(Sighting::age)
                        .thenComparing(sibling -> sibling.instance().id()))
                .orElseThrow();
    if (kept.equals(sighting)) {
      return new Pass("it is the one that is kept");
    }
    return new Act(
        "its node is on "
            + kept.instance().id()
            + ", and this is a second one: "
            + sighting.words(),
        terminate(sighting));
  }

  /** orphan: launched by this cluster and no node's, after the time in which resume names it. */
  static Verdict orphan(Sighting sighting, Duration grace) {
    return sighting.age().compareTo(grace) < 0
        ? new Pass("the instance is younger than the grace period")
        : new Act(
            sighting.name().map(name -> "named " + name + ", which is no node").orElse("no name")
                + ": "
                + sighting.words(),
            terminate(sighting));
  }

  private static Action terminate(Sighting sighting) {
    return new Action.Terminate(sighting.where(), sighting.instance().id());
  }
}
