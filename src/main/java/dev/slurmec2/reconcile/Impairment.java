package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Pass;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * impaired: EC2 says that the machine is broken, or that it will take it away. Running jobs may
 * still end well, so the node is drained; when it is empty it is powered down, and comes back on
 * another machine.
 */
final class Impairment {

  /** A status check is repeated each minute (EC2 user guide, status checks); one may be wrong. */
  static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * InstanceStatusEvent.code values (EC2 API reference) after which a job does not go on.
   * system-maintenance is not one of them: it interrupts the network for moments.
   */
  private static final Set<String> ENDING =
      Set.of("instance-retirement", "instance-stop", "instance-reboot", "system-reboot");

  private Impairment() {}

  static Verdict judge(NodeView view) {
    NodeState state = view.state();
    if (!States.isUp(state) || state.is("DOWN") || state.has("POWER_DOWN")) {
      return new Pass("the node is not up, or power_down has been asked for");
    }
    if (state.has("DRAIN")) {
      return drained(view);
    }
    if (!(view.backing() instanceof Backing.Known known)) {
      return new Pass("its region did not answer");
    }
    return known.running().stream()
        .filter(
            sighting -> known.running().size() == 1 || sighting.hasAddress(view.node().address()))
        .flatMap(
            sighting -> trouble(sighting.health()).stream().map(trouble -> act(sighting, trouble)))
        .findFirst()
        .<Verdict>map(act -> act)
        .orElseGet(() -> new Pass("no status check fails for long, and nothing is scheduled"));
  }

  private static Act act(Sighting sighting, String trouble) {
    return new Act(
        sighting.words() + " has " + trouble,
        new Action.Change(
            List.of(StateRequest.DRAIN),
            Optional.of(SuiteReason.of(Rule.IMPAIRED.toString(), "EC2 reports " + trouble)),
            false));
  }

  /** Drained by this rule, whatever EC2 says by now. */
  private static Verdict drained(NodeView view) {
    boolean byUs =
        view.owner() == Owner.SUITE
            && view.node()
                .reason()
                .filter(reason -> SuiteReason.isOf(Rule.IMPAIRED.toString(), reason))
                .isPresent();
    if (!byUs) {
      return new Pass("it is drained, and not by this rule");
    }
    if (!view.state().is("IDLE") || view.state().has("COMPLETING")) {
      return new Pass("it is draining: jobs still run on it");
    }
    return new Act(
        "drained, reason \"" + view.node().reason().orElse("") + "\"",
        new Action.Change(List.of(StateRequest.POWER_DOWN), Optional.empty(), false));
  }

  /** The same words for all nodes to which the same happens, so that they share one command. */
  private static Optional<String> trouble(Health health) {
    if (health.impairedFor().filter(time -> time.compareTo(LIMIT) >= 0).isPresent()) {
      return Optional.of("a failing status check");
    }
    return health.events().stream()
        .filter(ENDING::contains)
        .sorted()
        .findFirst()
        .map(code -> "a scheduled event (Code:" + code + ")");
  }
}
