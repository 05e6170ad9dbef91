package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which parts of partitions.json somebody needs without references.
 *
 * @param members whether that member of that node group is needed
 * @param partitionOptions whether PartitionOptions are needed
 */
record ReferenceScope(BiPredicate<String, String> members, boolean partitionOptions) {

  /**
   * A value of partitions.json to resolve.
   *
   * @param owner the node group's id, or the partition's name for its PartitionOptions
   * @param pointer where it is
   * @param value it
   * @param region where its parameters are asked for
   * @param profile whose credentials are used
   * @param placeholders values of the placeholders, but for the cluster's
   */
  record Part(
      String owner,
      String pointer,
      Json value,
      String region,
      Optional<String> profile,
      Map<String, String> placeholders) {}

  static ReferenceScope launch(Set<String> groupIds) {
    return new ReferenceScope(
        (group, member) -> groupIds.contains(group) && !member.equals("SlurmSpecifications"),
        false);
  }

  static ReferenceScope slurmConf() {
    return new ReferenceScope(
        (group, member) -> member.equals("SlurmSpecifications") || member.equals("MaxNodes"), true);
  }

  static ReferenceScope maxNodes() {
    return new ReferenceScope((group, member) -> member.equals("MaxNodes"), false);
  }

  /** The parts in the order of the file; the document must have passed the reader. */
  List<Part> parts(Json.ObjectNode document) {
    List<Part> parts = new ArrayList<>();
    items(document, "Partitions")
        .forEach((index, partition) -> addPartition(parts, "/Partitions/" + index, partition));
    return parts;
  }

  private void addPartition(List<Part> parts, String pointer, Json.ObjectNode partition) {
    String name = text(partition, "PartitionName").orElse("");
    Map<Integer, Json.ObjectNode> groups = items(partition, "NodeGroups");
    groups.forEach(
        (index, group) -> addGroup(parts, pointer + "/NodeGroups/" + index, name, group));
    Optional<Json> options = partition.get("PartitionOptions");
    if (partitionOptions && options.isPresent() && !groups.isEmpty()) {
      // A partition has no region of its own: its first node group says where to ask.
      Json.ObjectNode first = groups.values().iterator().next();
      String region = text(first, "Region").orElse("");
      parts.add(
          new Part(
              name,
              pointer + "/PartitionOptions",
              options.get(),
              region,
              text(first, "ProfileName"),
              Map.of(ReferenceSyntax.PARTITION, name, ReferenceSyntax.REGION, region)));
    }
  }

  private void addGroup(List<Part> parts, String pointer, String partition, Json.ObjectNode group) {
    String name = text(group, "NodeGroupName").orElse("");
    String region = text(group, "Region").orElse("");
    String id = partition + "/" + name;
    group
        .members()
        .forEach(
            (key, value) -> {
              if (members.test(id, key)) {
                parts.add(
                    new Part(
                        id,
                        pointer + "/" + Element.escaped(key),
                        value,
                        region,
                        text(group, "ProfileName"),
                        Map.of(
                            ReferenceSyntax.PARTITION, partition,
                            ReferenceSyntax.NODE_GROUP, name,
                            ReferenceSyntax.REGION, region)));
              }
            });
  }

  private static Optional<String> text(Json.ObjectNode object, String key) {
    return object.get(key).map(value -> value instanceof Json.Text text ? text.value() : null);
  }

  private static Map<Integer, Json.ObjectNode> items(Json.ObjectNode object, String key) {
    Map<Integer, Json.ObjectNode> items = new LinkedHashMap<>();
    if (object.get(key).orElse(null) instanceof Json.ArrayNode array) {
      for (int i = 0; i < array.items().size(); i++) {
        if (array.items().get(i) instanceof Json.ObjectNode item) {
          items.put(i, item);
        }
      }
    }
    return items;
  }
}
