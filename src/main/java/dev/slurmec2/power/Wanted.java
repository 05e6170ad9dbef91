package dev.slurmec2.power;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.hostlist.Hostlist;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program was called for, sorted by node group. */
final class Wanted {
  private static final Logger log = LoggerFactory.getLogger(Wanted.class);

  private Wanted() {}

  /** Names by group, each once; names outside partitions.json are warned of and left out. */
  static Map<NodeGroup, List<String>> byGroup(
      Configuration configuration, Collection<String> nodes) {
    Map<NodeGroup, List<String>> wanted = new LinkedHashMap<>();
    configuration
        .byGroup(new LinkedHashSet<>(nodes))
        .forEach(
            (group, names) -> {
              if (group.isPresent()) {
                wanted.put(group.get(), names);
              } else {
                log.warn("Not in partitions.json, left alone: {}", Hostlist.fold(names));
              }
            });
    return wanted;
  }

  /** All names of all groups. */
  static List<String> names(Map<NodeGroup, List<String>> wanted) {
    return wanted.values().stream().flatMap(List::stream).toList();
  }
}
