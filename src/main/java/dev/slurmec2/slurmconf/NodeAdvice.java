package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** SlurmSpecifications of the node groups. */
final class NodeAdvice {
  private NodeAdvice() {}

  static void check(AdviceContext context) {
    List<String> withoutCpus = new ArrayList<>();
    List<String> withoutMemory = new ArrayList<>();
    for (NodeGroup group : context.configuration().nodeGroups()) {
      Map<String, String> specifications = group.slurmSpecifications();
      AdviceContext.find(specifications, "State")
          .filter(state -> !state.equalsIgnoreCase("CLOUD"))
          .ifPresent(
              state ->
                  context.warn(
                      "node-state",
                      "Node group %s: State=%s is not printed, because nodes that are launched on demand must be State=CLOUD. Take it out."
                          .formatted(group.id(), state)));
      if (AdviceContext.find(specifications, "NodeName").isPresent()) {
        context.warn(
            "node-name",
            "Node group %s: NodeName is not printed, because the names follow from partition and group, or from NodeNamePattern. Take it out."
                .formatted(group.id()));
      }
      for (String key : List.of("NodeAddr", "NodeHostname")) {
        if (AdviceContext.find(specifications, key).isPresent()) {
          context.warn(
              "node-address",
              "Node group %s: %s is set by resume when an instance has an address; a fixed one sends jobs elsewhere. Take it out."
                  .formatted(group.id(), key));
        }
      }
      if (!hasAny(
          specifications,
          "CPUs",
          "Procs",
          "Sockets",
          "SocketsPerBoard",
          "CoresPerSocket",
          "Boards")) {
        withoutCpus.add(group.id());
      }
      if (!hasAny(specifications, "RealMemory")) {
        withoutMemory.add(group.id());
      }
    }
    if (!withoutCpus.isEmpty()) {
      context.hint(
          "node-cpus",
          "Without CPUs Slurm counts one for each node: %s. Add CPUs to SlurmSpecifications."
              .formatted(String.join(", ", withoutCpus)));
    }
    if (!withoutMemory.isEmpty()) {
      context.hint(
          "node-memory",
          "Without RealMemory Slurm counts 1 MB for each node, so that no job that asks for memory can start: %s. Add RealMemory (in MB, a little less than the instance type has) to SlurmSpecifications."
              .formatted(String.join(", ", withoutMemory)));
    }
  }

  private static boolean hasAny(Map<String, String> specifications, String... keys) {
    return List.of(keys).stream()
        .anyMatch(key -> AdviceContext.find(specifications, key).isPresent());
  }
}
