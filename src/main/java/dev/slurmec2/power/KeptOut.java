package dev.slurmec2.power;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.Held;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps nodes out of service that slurmctld has just put back. With idle_on_node_suspend it makes
 * every node IDLE that it powers down, and leaves the Reason (22.05 power_save.c). The scheduler
 * would take the same exhausted node again at once, and again, while others could be had; these
 * stay down until change-state's recover. And what an operator took out would run jobs.
 */
final class KeptOut {
  private static final Logger log = LoggerFactory.getLogger(KeptOut.class);

  private record Change(StateRequest state, String reason) {}

  private final PowerSite site;

  KeptOut(PowerSite site) {
    this.site = site;
  }

  /** Takes those of the nodes out again that their reason says are to be out, and are not. */
  void keep(Collection<String> nodes) {
    if (!(site.slurm().nodes(nodes) instanceof SlurmResult.Ok<NodeRecords> ok)) {
      return;
    }
    Held held = Held.afterLatestSweep(site.configuration());
    Map<Change, List<String>> nodesByChange =
        new TreeMap<>(Comparator.comparing(Change::reason).thenComparing(Change::state));
    for (NodeRecord record : ok.value().byName().values()) {
      state(record, held)
          .ifPresent(
              state ->
                  nodesByChange
                      .computeIfAbsent(
                          new Change(state, record.reason().orElse("")),
                          change -> new ArrayList<>())
                      .add(record.name()));
    }
    nodesByChange.forEach(this::take);
  }

  private Optional<StateRequest> state(NodeRecord record, Held held) {
    NodeState state = record.state();
    if (!state.has("POWERING_DOWN") || state.is("DOWN")) {
      return Optional.empty();
    }
    if (record.reason().filter(reason -> SuiteReason.isOf("resume", reason)).isPresent()) {
      return Optional.of(StateRequest.DOWN);
    }
    // SuspendProgram runs on the controller's host, in its zone.
    LocalDateTime local = LocalDateTime.ofInstant(site.now(), ZoneId.systemDefault());
    return held.again(record, local, site.now());
  }

  private void take(Change change, List<String> names) {
    log.info(
        "Kept out of service, as Slurm has dropped it: {}: state={} reason=\"{}\"",
        Hostlist.fold(names),
        change.state(),
        change.reason());
    site.slurm()
        .setState(names, change.state(), Optional.of(change.reason()))
        .failed()
        .forEach((node, message) -> log.warn("{}: not kept out: {}", node, message));
  }
}
