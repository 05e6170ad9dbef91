package dev.slurmec2.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the node group of a name by what stands before the name's number, without looking at every
 * group or making every name.
 */
final class NodeIndex {
  private final Map<String, List<NodeGroup>> byPrefix = new HashMap<>();

  NodeIndex(List<NodeGroup> groups) {
    for (NodeGroup group : groups) {
      byPrefix
          .computeIfAbsent(group.identity().naming().prefix(), prefix -> new ArrayList<>())
          .add(group);
    }
  }

  /** The group of that node; empty for names that are no node's. */
  Optional<NodeGroup> groupOf(String nodeName) {
    // A prefix may end in digits itself, so each split of the digits at the end is tried.
    for (int digits = 1; digits <= NodeNaming.MAX_WIDTH; digits++) {
      int split = nodeName.length() - digits;
      if (split < 0 || nodeName.charAt(split) < '0' || nodeName.charAt(split) > '9') {
        return Optional.empty();
      }
      for (NodeGroup group : byPrefix.getOrDefault(nodeName.substring(0, split), List.of())) {
        if (group.indexOf(nodeName).isPresent()) {
          return Optional.of(group);
        }
      }
    }
    return Optional.empty();
  }
}
