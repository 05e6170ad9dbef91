package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Both configuration files, checked. */
public final class Configuration {
  private final Path directory;
  private final Settings settings;
  private final List<Partition> partitions;
  private final Optional<Json.ObjectNode> document;
  private final List<NodeGroup> nodeGroups;
  private final NodeIndex index;

  /**
   * @param directory where they are
   * @param settings config.json
   * @param partitions partitions.json, at least one; no two node groups have a node of one name
   * @param document partitions.json as it was read, for parameter references; empty if the
   *     configuration was put together without a file
   */
  public Configuration(
      Path directory,
      Settings settings,
      List<Partition> partitions,
      Optional<Json.ObjectNode> document) {
    this.directory = directory;
    this.settings = settings;
    this.partitions = List.copyOf(partitions);
    this.document = document;
    this.nodeGroups =
        partitions.stream().flatMap(partition -> partition.nodeGroups().stream()).toList();
    this.index = new NodeIndex(nodeGroups);
  }

  /** A configuration without files, hence without parameter references. */
  public Configuration(Path directory, Settings settings, List<Partition> partitions) {
    this(directory, settings, partitions, Optional.empty());
  }

  /** The same with its caches and locks elsewhere. */
  public Configuration withStateDir(Path stateDir) {
    return new Configuration(directory, settings.withStateDir(stateDir), partitions, document);
  }

  /** The same with each node group replaced by one of the same id. */
  Configuration withNodeGroups(UnaryOperator<NodeGroup> change) {
    return new Configuration(
        directory,
        settings,
        partitions.stream()
            .map(
                partition ->
                    new Partition(
                        partition.name(),
                        partition.nodeGroups().stream().map(change).toList(),
                        partition.options(),
                        partition.budget()))
            .toList(),
        document);
  }

  /** Where the files are. */
  public Path directory() {
    return directory;
  }

  /** What config.json says. */
  public Settings settings() {
    return settings;
  }

  /** All partitions in file order. */
  public List<Partition> partitions() {
    return partitions;
  }

  /** The text of partitions.json; empty if there is none. */
  public Optional<Json.ObjectNode> document() {
    return document;
  }

  /** All node groups in file order. */
  public List<NodeGroup> nodeGroups() {
    return nodeGroups;
  }

  /** The node group that a node belongs to; empty for names that are not in partitions.json. */
  public Optional<NodeGroup> groupOf(String nodeName) {
    return index.groupOf(nodeName);
  }

  /**
   * Sorts node names by node group.
   *
   * @return groups in file order, each with its names in the order given; names of no group under
   *     the empty key, which is present only if there are some
   */
  public Map<Optional<NodeGroup>, List<String>> byGroup(Iterable<String> nodeNames) {
    // By id, since the hash of a group is that of all its JSON.
    Map<String, List<String>> byId = new HashMap<>();
    List<String> foreign = new ArrayList<>();
    for (String nodeName : nodeNames) {
      groupOf(nodeName)
          .map(group -> byId.computeIfAbsent(group.id(), id -> new ArrayList<>()))
          .orElse(foreign)
          .add(nodeName);
    }
    Map<Optional<NodeGroup>, List<String>> sorted = new LinkedHashMap<>();
    for (NodeGroup group : nodeGroups) {
      List<String> names = byId.get(group.id());
      if (names != null) {
        sorted.put(Optional.of(group), names);
      }
    }
    if (!foreign.isEmpty()) {
      sorted.put(Optional.empty(), foreign);
    }
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
