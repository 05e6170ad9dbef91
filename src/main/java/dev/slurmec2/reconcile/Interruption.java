package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.util.List;
import java.util.Optional;

/**
 * interrupted: EC2 has said that it takes a spot instance back, two minutes before it does. Its
 * jobs cannot end well, so they are requeued now and have the two minutes on another machine.
 *
 * <p>The compute node's own watch (scripts/compute) may have seen it first, or have seen that EC2
 * recommends to leave the instance: then it has drained the node by this rule's name, and what is
 * left is to power the empty node down.
 */
final class Interruption {

  private Interruption() {}

  static Verdict judge(NodeView view) {
    NodeState state = view.state();
    if (!States.isUp(state) || state.is("DOWN") || state.has("POWER_DOWN")) {
      return new Pass("the node is not up, or power_down has been asked for");
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    List<Sighting> running = known.running();
    Optional<Sighting> marked =
        running.stream()
            .filter(one -> one.health().interruption().isPresent())
            .filter(one -> running.size() == 1 || one.hasAddress(view.node().address()))
            .findFirst();
    if (marked.isPresent()) {
      String code = marked.get().health().interruption().orElse("");
      return new Act(
          marked.get().words() + " is a spot instance that EC2 takes back (Code:" + code + ")",
          UpRules.downAndOff(
              SuiteReason.of(
                  Rule.INTERRUPTED.toString(),
                  "EC2 takes its spot instance back (Code:" + code + ")")));
    }
    return drained(view);
  }

  /** Drained by the node's own watch. */
  private static Verdict drained(NodeView view) {
    boolean byUs =
        view.state().has("DRAIN")
            && view.owner() == Owner.SUITE
            && view.node()
                .reason()
                .filter(reason -> SuiteReason.isOf(Rule.INTERRUPTED.toString(), reason))
                .isPresent();
    if (!byUs) {
      return new Pass("EC2 has not announced to take its instance back");
    }
    if (!view.state().is("IDLE") || view.state().has("COMPLETING")) {
      return new Pass("it is draining: jobs still run on it");
    }
    return new Act(
        "drained, reason \"" + view.node().reason().orElse("") + "\"",
        new Action.Change(List.of(StateRequest.POWER_DOWN), Optional.empty(), false));
  }
}
