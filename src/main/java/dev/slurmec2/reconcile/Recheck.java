package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A second look at the nodes about to be acted on. Between the snapshot and the action EC2 may have
 * taken its time; a node that was resumed, drained or has registered since is left to the next
 * sweep.
 */
final class Recheck {
  private Recheck() {}

  /**
   * Which findings still hold.
   *
   * @param before the snapshot's records
   * @return the test, or why Slurm did not answer; one command for all nodes
   */
  static SlurmResult<Predicate<Finding>> of(
      List<Finding> findings, NodeRecords before, Slurm slurm) {
    Set<String> names =
        findings.stream()
            .flatMap(finding -> finding.node().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (names.isEmpty()) {
      return new SlurmResult.Ok<>(finding -> true);
    }
    return slurm.nodes(names).map(now -> unchanged(before.byName(), now.byName()));
  }

  private static Predicate<Finding> unchanged(
      Map<String, NodeRecord> before, Map<String, NodeRecord> now) {
    return finding ->
        finding
            .node()
            .map(
                name -> {
                  NodeRecord old = before.get(name);
                  NodeRecord current = now.get(name);
                  return old != null
                      && current != null
                      && old.state().equals(current.state())
                      && old.address().equals(current.address())
                      && old.reason().equals(current.reason());
                })
            .orElse(true);
  }
}
