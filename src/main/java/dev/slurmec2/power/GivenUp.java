package dev.slurmec2.power;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import dev.slurmec2.slurm.UpdateOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Slurm at once of nodes that cannot be had: down with the reason, so that their jobs are
 * requeued, then power_down, which takes a down node out of POWERING_UP (slurmctld's update_node,
 * all versions; a plain power_down would wait for ResumeTimeout).
 */
final class GivenUp {
  private static final Logger log = LoggerFactory.getLogger(GivenUp.class);

  private final PowerSite site;

  GivenUp(PowerSite site) {
    this.site = site;
  }

  /**
   * Tells Slurm, in one update for all nodes with the same reason.
   *
   * @param errors why, by node
   * @return what Slurm said, by node that it did not take down
   */
  Map<String, String> tell(Map<String, Ec2Error> errors) {
    Map<String, List<String>> nodesByReason = new LinkedHashMap<>();
    Map<String, NodeRecord> records = records(errors.keySet());
    new TreeMap<>(errors)
        .forEach(
            (node, error) ->
                nodesByReason
                    .computeIfAbsent(
                        reason(Optional.ofNullable(records.get(node)), error),
                        reason -> new ArrayList<>())
                    .add(node));
    Map<String, String> untold = new LinkedHashMap<>();
    nodesByReason.forEach(
        (reason, nodes) -> {
          log.error("No instance for {}: {}; down, then power_down", Hostlist.fold(nodes), reason);
          UpdateOutcome down = site.slurm().setState(nodes, StateRequest.DOWN, Optional.of(reason));
          TreeSet<String> told = new TreeSet<>(nodes);
          told.removeAll(down.failed().keySet());
          UpdateOutcome poweredDown =
              told.isEmpty()
                  ? UpdateOutcome.ALL_DONE
                  : site.slurm().setState(told, StateRequest.POWER_DOWN, Optional.empty());
          untold.putAll(down.failed());
          untold.putAll(poweredDown.failed());
        });
    untold.forEach(
        (node, message) ->
            log.error("{}: Slurm could not be told: {}; change-state tries again", node, message));
    return untold;
  }

  private Map<String, NodeRecord> records(Set<String> nodes) {
    return site.slurm().nodes(nodes) instanceof SlurmResult.Ok<NodeRecords> ok
        ? ok.value().byName()
        : Map.of();
  }

  /** An operator's reason stays as it is. */
  private static String reason(Optional<NodeRecord> record, Ec2Error error) {
    return record
        .flatMap(NodeRecord::reason)
        .filter(reason -> !SuiteReason.isOurs(reason) && !SuiteReason.isSlurms(reason))
        .orElseGet(
            () -> SuiteReason.of("resume", error.message() + " (Code:" + error.code() + ")"));
  }
}
