package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Fills in the Parameter Store references of node groups. */
@FunctionalInterface
public interface GroupParameters {

  /** For configurations whose strings hold no reference. */
  GroupParameters NONE =
      groups -> {
        Map<String, NodeGroup> same = new java.util.LinkedHashMap<>();
        groups.forEach(group -> same.put(group.id(), group));
        return new Filled(same, Map.of());
      };

  /** Resolves the references of these groups, all in as few calls as possible. */
  Filled fill(Collection<NodeGroup> groups);

  /**
   * The groups, filled in.
   *
   * @param groups by group id, without references
   * @param failed by group id: sentences that say which reference failed, where and why
   * @param leftOut the same of second choices, without which the group can be launched
   */
  record Filled(
      Map<String, NodeGroup> groups,
      Map<String, List<String>> failed,
      Map<String, List<String>> leftOut) {
    public Filled {
      groups = Map.copyOf(groups);
      failed = Map.copyOf(failed);
      leftOut = Map.copyOf(leftOut);
    }

    /** Groups with all their second choices. */
    public Filled(Map<String, NodeGroup> groups, Map<String, List<String>> failed) {
      this(groups, failed, Map.of());
    }
  }
}
