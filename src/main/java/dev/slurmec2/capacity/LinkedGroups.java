package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which node groups have to be launched together. Pure. */
public final class LinkedGroups {
  private LinkedGroups() {}

  /** The demand's groups, in sets that no job links with each other. */
  public static List<Set<NodeGroup>> of(Demand demand) {
    List<Set<NodeGroup>> links = new ArrayList<>();
    demand.pooled().keySet().forEach(group -> links.add(Set.of(group)));
    Map<String, Set<NodeGroup>> byJob = new LinkedHashMap<>();
    for (JobShare share : demand.shares()) {
      byJob
          .computeIfAbsent(share.jobId().orElse(share.group().id()), job -> new LinkedHashSet<>())
          .add(share.group());
    }
    links.addAll(byJob.values());
    return joined(links);
  }

  /**
   * Sets that share no group, from sets that may.
   *
   * @param links groups that belong together; a group may be in several
   */
  public static List<Set<NodeGroup>> joined(Collection<? extends Set<NodeGroup>> links) {
    List<Set<NodeGroup>> parts = new ArrayList<>();
    links.stream().filter(linked -> !linked.isEmpty()).forEach(linked -> join(parts, linked));
    return parts;
  }

  private static void join(List<Set<NodeGroup>> parts, Set<NodeGroup> linked) {
    Set<NodeGroup> joined = new LinkedHashSet<>(linked);
    List<Set<NodeGroup>> touched =
        parts.stream().filter(part -> part.stream().anyMatch(linked::contains)).toList();
    touched.forEach(joined::addAll);
    parts.removeAll(touched);
    parts.add(joined);
  }
}
