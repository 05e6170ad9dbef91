package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** PartitionOptions. */
final class PartitionAdvice {
  private PartitionAdvice() {}

  static void check(AdviceContext context) {
    List<Partition> partitions = context.configuration().partitions();
    for (Partition partition : partitions) {
      if (AdviceContext.find(partition.options(), "PartitionName").isPresent()) {
        context.warn(
            "partition-name",
            "Partition %s: PartitionName of PartitionOptions is not printed. Take it out."
                .formatted(partition.name()));
      }
      AdviceContext.find(partition.options(), "Nodes")
          .ifPresent(nodes -> checkNodes(context, partition, nodes));
    }
    List<String> defaults =
        partitions.stream()
            .filter(
                p ->
                    AdviceContext.find(p.options(), "Default")
                        .filter(value -> value.equalsIgnoreCase("yes"))
                        .isPresent())
            .map(Partition::name)
            .toList();
    if (defaults.size() > 1) {
      context.warn(
          "default-twice",
          "Several partitions have Default=YES (%s); Slurm takes the last one. Keep one."
              .formatted(String.join(", ", defaults)));
    }
  }

  private static void checkNodes(AdviceContext context, Partition partition, String nodes) {
    Set<String> named = named(context, nodes);
    List<String> missing =
        partition.nodeGroups().stream()
            .map(NodeGroup::id)
            .filter(id -> !named.contains(id))
            .toList();
    if (!missing.isEmpty() && !nodes.equalsIgnoreCase("ALL")) {
      context.warn(
          "partition-nodes",
          "Partition %s: Nodes=%s of PartitionOptions stands instead of the nodes of %s, which are then in no partition. Name them too, or take Nodes out."
              .formatted(partition.name(), nodes, String.join(", ", missing)));
    }
    List<String> foreign =
        context.configuration().nodeGroups().stream()
            .filter(group -> !group.partition().equals(partition.name()))
            .filter(group -> named.contains(group.id()))
            .map(NodeGroup::id)
            .toList();
    if (!foreign.isEmpty()) {
      context.hint(
          "node-in-two-partitions",
          "Partition %s: Nodes=%s holds nodes of %s, which are then in two partitions; of both SuspendTime, SuspendTimeout and ResumeTimeout the larger counts."
              .formatted(partition.name(), nodes, String.join(", ", foreign)));
    }
  }

  /** Ids of the groups of which a node list names nodes; none for a list that is none. */
  private static Set<String> named(AdviceContext context, String nodes) {
    try {
      return Hostlist.expand(nodes.replace("\"", "").strip()).stream()
          .flatMap(name -> context.configuration().groupOf(name).stream())
          .map(NodeGroup::id)
          .collect(Collectors.toSet());
    } catch (HostlistException e) {
      return Set.of();
    }
  }
}
