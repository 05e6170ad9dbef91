package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Both configuration files, checked.
 *
 * @param directory where they are
 * @param settings config.json
 * @param partitions partitions.json, at least one
 * @param document partitions.json as it was read, for parameter references; empty if the
 *     configuration was put together without a file
 */
public record Configuration(
    Path directory,
    Settings settings,
    List<Partition> partitions,
    Optional<Json.ObjectNode> document) {
  public Configuration {
    partitions = List.copyOf(partitions);
  }

  /** A configuration without files, hence without parameter references. */
  public Configuration(Path directory, Settings settings, List<Partition> partitions) {
    this(directory, settings, partitions, Optional.empty());
  }

  /** All node groups in file order. */
  public List<NodeGroup> nodeGroups() {
    return partitions.stream().flatMap(partition -> partition.nodeGroups().stream()).toList();
  }

  /** The node group that a node belongs to; empty for names that are not in partitions.json. */
  public Optional<NodeGroup> groupOf(String nodeName) {
    // Names are <partition>-<group>-<index> and neither part can hold a dash.
    String[] parts = nodeName.split("-", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    return partitions.stream()
        .filter(partition -> partition.name().equals(parts[0]))
        .flatMap(partition -> partition.nodeGroups().stream())
        .filter(group -> group.name().equals(parts[1]) && group.indexOf(nodeName).isPresent())
        .findFirst();
  }

  /**
   * Sorts node names by node group.
   *
   * @return groups in file order, each with its names in the order given; names of no group under
   *     the empty key, which is present only if there are some
   */
  public Map<Optional<NodeGroup>, List<String>> byGroup(Iterable<String> nodeNames) {
    Map<String, NodeGroup> groupByPrefix = new LinkedHashMap<>();
    Map<Optional<NodeGroup>, List<String>> sorted = new LinkedHashMap<>();
    for (NodeGroup group : nodeGroups()) {
      groupByPrefix.put(group.partition() + "-" + group.name(), group);
      sorted.put(Optional.of(group), new ArrayList<>());
    }
    for (String nodeName : nodeNames) {
      int lastDash = nodeName.lastIndexOf('-');
      Optional<NodeGroup> group =
          Optional.ofNullable(groupByPrefix.get(nodeName.substring(0, Math.max(0, lastDash))))
              .filter(candidate -> candidate.indexOf(nodeName).isPresent());
      sorted.computeIfAbsent(group, none -> new ArrayList<>()).add(nodeName);
    }
    sorted.values().removeIf(List::isEmpty);
    return sorted;
  }

  /** Where it is and how large; never its contents, which belong in no log. */
  @Override
  public String toString() {
    return "Configuration["
        + directory
        + ", partitions="
        + partitions.size()
        + ", nodeGroups="
        + nodeGroups().size()
        + "]";
  }
}
