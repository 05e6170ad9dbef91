package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import java.util.ArrayList;
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
    List<Set<NodeGroup>> parts = new ArrayList<>();
    demand.pooled().keySet().forEach(group -> join(parts, Set.of(group)));
    Map<String, Set<NodeGroup>> byJob = new LinkedHashMap<>();
    for (JobShare share : demand.shares()) {
      byJob
          .computeIfAbsent(share.jobId().orElse(share.group().id()), job -> new LinkedHashSet<>())
          .add(share.group());
    }
    byJob.values().forEach(groups -> join(parts, groups));
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
