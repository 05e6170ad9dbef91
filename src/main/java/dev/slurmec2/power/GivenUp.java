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
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Slurm at once of nodes that cannot be had: down with the reason, so that their jobs are
 * requeued, then power_down, which takes a down node out of POWERING_UP (slurmctld's update_node,
 * all versions; a plain power_down would wait for ResumeTimeout). Only nodes that Slurm shows on
 * their way up: EC2 may have hidden the instance of one that is up and well, and what Slurm does
 * not show is left to change-state.
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
   * @return what Slurm said, by node that waits, or may, and was not taken down
   */
  Map<String, String> tell(Map<String, Ec2Error> errors) {
    SlurmResult<NodeRecords> shown = site.slurm().nodes(errors.keySet());
    if (!(shown instanceof SlurmResult.Ok<NodeRecords> ok)) {
      String message = ((SlurmResult.Failed<NodeRecords>) shown).message();
      log.error(
          "No instance for {}, and Slurm does not say whether they still wait: {}; left to"
              + " change-state",
          Hostlist.fold(errors.keySet()),
          message);
      Map<String, String> untold = new LinkedHashMap<>();
      errors.keySet().forEach(node -> untold.put(node, message));
      return untold;
    }
    return tell(errors, ok.value().byName());
  }

  private Map<String, String> tell(Map<String, Ec2Error> errors, Map<String, NodeRecord> records) {
    Map<String, List<String>> nodesByReason = new LinkedHashMap<>();
    Map<Ec2Error, List<String>> left = new LinkedHashMap<>();
    new TreeMap<>(errors)
        .forEach(
            (node, error) -> {
              NodeRecord record = records.get(node);
              if (record != null && record.state().has("POWERING_UP")) {
                nodesByReason
                    .computeIfAbsent(reason(record, error), reason -> new ArrayList<>())
                    .add(node);
              } else {
                left.computeIfAbsent(error, key -> new ArrayList<>()).add(node);
              }
            });
    left.forEach(
        (error, nodes) ->
            log.warn(
                "{}: not on the way up any more, left alone: {}", Hostlist.fold(nodes), error));
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

  /** An operator's reason stays as it is. */
  private static String reason(NodeRecord record, Ec2Error error) {
    return record
        .reason()
        .filter(reason -> !SuiteReason.isOurs(reason) && !SuiteReason.isSlurms(reason))
        .orElseGet(
            () -> SuiteReason.of("resume", error.message() + " (Code:" + error.code() + ")"));
  }
}
