package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import java.util.List;
import java.util.regex.Pattern;

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
    List<String> missing =
        partition.nodeGroups().stream()
            .filter(group -> !names(nodes, group))
            .map(NodeGroup::id)
            .toList();
    if (!missing.isEmpty() && !nodes.equalsIgnoreCase("ALL")) {
      context.warn(
          "partition-nodes",
          "Partition %s: Nodes=%s of PartitionOptions stands instead of the nodes of %s, which are then in no partition. Name them too, or take Nodes out."
              .formatted(partition.name(), nodes, String.join(", ", missing)));
    }
    List<String> foreign =
        context.configuration().nodeGroups().stream()
            .filter(group -> !group.partition().equals(partition.name()) && names(nodes, group))
            .map(NodeGroup::id)
            .toList();
    if (!foreign.isEmpty()) {
      context.hint(
          "node-in-two-partitions",
          "Partition %s: Nodes=%s holds nodes of %s, which are then in two partitions; of both SuspendTime, SuspendTimeout and ResumeTimeout the larger counts."
              .formatted(partition.name(), nodes, String.join(", ", foreign)));
    }
  }

  /** Whether a node list names nodes of the group: the prefix shows it, as names begin with it. */
  private static boolean names(String nodes, NodeGroup group) {
    String prefix = Pattern.quote(group.partition() + "-" + group.name() + "-");
    return Pattern.compile("(^|[\\s\",])" + prefix).matcher(nodes).find();
  }
}
