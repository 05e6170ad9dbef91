package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.slurm.NodeRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Node groups of which Slurm does not show every node: slurm.conf and partitions.json are not of
 * one mind, and what an instance is for cannot be known.
 *
 * @param missing node names by the group's id
 */
record Drift(Map<String, List<String>> missing) {

  /** Nodes whose record could not be read are shown, if in a way that is not understood. */
  static Drift of(Configuration configuration, NodeRecords nodes) {
    Set<String> unreadable = new HashSet<>();
    for (String line : nodes.unreadable()) {
      unreadable.addAll(Arrays.asList(line.split("[^A-Za-z0-9-]+")));
    }
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (NodeGroup group : configuration.nodeGroups()) {
      List<String> names = new ArrayList<>();
      for (int index = 0; index < group.maxNodes(); index++) {
        String name = group.nodeName(index);
        if (!nodes.byName().containsKey(name) && !unreadable.contains(name)) {
          names.add(name);
        }
      }
      if (!names.isEmpty()) {
        missing.put(group.id(), names);
      }
    }
    return new Drift(missing);
  }

  boolean has(NodeGroup group) {
    return missing.containsKey(group.id());
  }
}
