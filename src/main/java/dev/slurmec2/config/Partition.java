package dev.slurmec2.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A partition.
 *
 * @param name PartitionName
 * @param nodeGroups at least one
 * @param options PartitionOptions: keys of the PartitionName line, in file order
 * @param budget MaxInstances and MaxHourlyCost of all its node groups together
 */
public record Partition(
    String name, List<NodeGroup> nodeGroups, Map<String, String> options, Budget budget) {
  public Partition {
    nodeGroups = List.copyOf(nodeGroups);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** A partition without a budget. */
  public Partition(String name, List<NodeGroup> nodeGroups, Map<String, String> options) {
    this(name, nodeGroups, options, Budget.NONE);
  }
}
