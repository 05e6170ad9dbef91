package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import java.util.List;
import java.util.Optional;

/**
 * Nodes of one group that are asked for together because a job needs them together.
 *
 * @param group their group
 * @param jobId the job; empty for nodes of no job
 * @param nodes at least one, each in one share only
 * @param allOrNothing whether fewer are of no use
 * @param singleZone whether all must be in one zone
 * @param zone the zone that the job's other nodes are in already
 */
public record JobShare(
    NodeGroup group,
    Optional<String> jobId,
    List<String> nodes,
    boolean allOrNothing,
    boolean singleZone,
    Optional<String> zone) {
  public JobShare {
    nodes = List.copyOf(nodes);
  }

  /** {@code job 17}, or {@code nodes of no job}. */
  public String owner() {
    return jobId.map(id -> "job " + id).orElse("nodes of no job");
  }
}
