package dev.slurmec2.e2e;

import dev.slurmec2.e2e.ChaosPlan.Mark;
import dev.slurmec2.e2e.ChaosSight.Instance;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a victim of {@link ChaosStrikes} has done at EC2 since it was first seen. */
final class ChaosMarks {
  private final String partition;
  private final List<String> nodes;
  private final Set<String> before;
  private final Set<String> backing;

  /**
   * @param partition whose strike it is
   * @param nodes what the victim was called for
   * @param before what had not ended when it was first seen
   */
  ChaosMarks(String partition, List<String> nodes, List<Instance> before) {
    this.partition = partition;
    this.nodes = List.copyOf(nodes);
    this.before = ids(before);
    this.backing =
        ids(before.stream().filter(instance -> nodes.contains(instance.name())).toList());
  }

  /** Whether that has happened by now. */
  boolean isReached(Mark mark, List<Instance> now) {
    List<Instance> launched =
        now.stream()
            .filter(instance -> instance.isOf(ChaosLane.CLUSTER, partition))
            .filter(instance -> !before.contains(instance.id()))
            .toList();
    return switch (mark) {
      case START -> true;
      case LAUNCHED -> !launched.isEmpty();
      case NAMED -> launched.stream().anyMatch(instance -> nodes.contains(instance.name()));
      case ENDED -> !ids(now).containsAll(backing);
    };
  }

  /** The cluster's instances that are named as these nodes, or not yet at all. */
  static List<Instance> mayBelongTo(List<String> nodes, List<Instance> instances) {
    Set<String> partitions =
        nodes.stream()
            .map(node -> node.substring(0, node.indexOf('-')))
            .collect(Collectors.toSet());
    return instances.stream()
        .filter(instance -> instance.cluster().equals(ChaosLane.CLUSTER))
        .filter(
            instance ->
                nodes.contains(instance.name())
                    || (instance.name().isEmpty()
                        && partitions.stream()
                            .anyMatch(name -> instance.isOf(ChaosLane.CLUSTER, name))))
        .toList();
  }

  private static Set<String> ids(List<Instance> instances) {
    return instances.stream().map(Instance::id).collect(Collectors.toSet());
  }
}
