package dev.slurmec2.power;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps nodes down that resume has just taken down. With idle_on_node_suspend slurmctld makes every
 * node IDLE that it powers down and leaves the Reason (22.05 power_save.c): the scheduler would
 * take the same exhausted node again at once, and again, while others could be had. change-state's
 * recover brings them back.
 */
final class CoolingDown {
  private static final Logger log = LoggerFactory.getLogger(CoolingDown.class);

  private final PowerSite site;

  CoolingDown(PowerSite site) {
    this.site = site;
  }

  /** Sets those of the nodes down again that carry resume's reason and are down no more. */
  void keepDown(Collection<String> nodes) {
    if (!(site.slurm().nodes(nodes) instanceof SlurmResult.Ok<NodeRecords> ok)) {
      return;
    }
    Map<String, List<String>> nodesByReason = new TreeMap<>();
    for (NodeRecord record : ok.value().byName().values()) {
      Optional<String> reason = record.reason().filter(text -> SuiteReason.isOf("resume", text));
      if (reason.isPresent() && record.state().has("POWERING_DOWN") && !record.state().is("DOWN")) {
        nodesByReason.computeIfAbsent(reason.get(), text -> new ArrayList<>()).add(record.name());
      }
    }
    nodesByReason.forEach(
        (reason, names) -> {
          log.info(
              "Kept down until change-state recovers it: {}: {}", Hostlist.fold(names), reason);
          site.slurm()
              .setState(names, StateRequest.DOWN, Optional.of(reason))
              .failed()
              .forEach((node, message) -> log.warn("{}: not kept down: {}", node, message));
        });
  }
}
