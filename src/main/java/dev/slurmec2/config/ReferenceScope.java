package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Which parts of partitions.json somebody needs without references.
 *
 * @param members whether that member of that node group is needed; Fallback's own are asked for
 *     besides
 * @param ofFallbacks which members of Fallback's items are needed
 * @param partitionOptions whether PartitionOptions are needed
 */
record ReferenceScope(
    BiPredicate<String, String> members, Predicate<String> ofFallbacks, boolean partitionOptions) {
  private static final String FALLBACK = "Fallback";
  private static final String RESERVATIONS = "CapacityReservationIds";

  /**
   * A value of partitions.json to resolve.
   *
   * @param owner the node group's id, or the partition's name for its PartitionOptions, or the
   *     pointer of the item of Fallback that needs it
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

  /** A node group of the document, with the way to it. */
  private record Place(String id, String pointer, Json.ObjectNode group) {}

  static ReferenceScope launch(Set<String> groupIds) {
    return new ReferenceScope(
        (group, member) -> groupIds.contains(group) && !member.equals("SlurmSpecifications"),
        KnownKeys.FALLBACK::contains,
        false);
  }

  static ReferenceScope slurmConf() {
    return new ReferenceScope(
        (group, member) -> member.equals("SlurmSpecifications") || member.equals("MaxNodes"),
        member -> false,
        true);
  }

  static ReferenceScope maxNodes() {
    return new ReferenceScope((group, member) -> member.equals("MaxNodes"), member -> false, false);
  }

  static ReferenceScope reservations() {
    return new ReferenceScope(
        (group, member) -> member.equals(RESERVATIONS) || member.equals(FALLBACK),
        RESERVATIONS::equals,
        false);
  }

  /** The parts in the order of the file; the document must have passed the reader. */
  List<Part> parts(Json.ObjectNode document) {
    List<Part> parts = new ArrayList<>();
    Map<String, Place> places = places(document);
    items(document, "Partitions")
        .forEach(
            (index, partition) -> addPartition(parts, "/Partitions/" + index, partition, places));
    return parts;
  }

  private static Map<String, Place> places(Json.ObjectNode document) {
    Map<String, Place> places = new LinkedHashMap<>();
    items(document, "Partitions")
        .forEach(
            (p, partition) ->
                items(partition, "NodeGroups")
                    .forEach(
                        (g, group) -> {
                          String id = idOf(partition, group);
                          String pointer = "/Partitions/" + p + "/NodeGroups/" + g;
                          places.putIfAbsent(id, new Place(id, pointer, group));
                        }));
    return places;
  }

  private static String idOf(Json.ObjectNode partition, Json.ObjectNode group) {
    return text(partition, "PartitionName").orElse("")
        + "/"
        + text(group, "NodeGroupName").orElse("");
  }

  private void addPartition(
      List<Part> parts, String pointer, Json.ObjectNode partition, Map<String, Place> places) {
    String name = text(partition, "PartitionName").orElse("");
    Map<Integer, Json.ObjectNode> groups = items(partition, "NodeGroups");
    for (Json.ObjectNode group : groups.values()) {
      Optional.ofNullable(places.get(idOf(partition, group)))
          .filter(place -> place.group().equals(group))
          .ifPresent(place -> addGroup(parts, place, places));
    }
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

  private void addGroup(List<Part> parts, Place place, Map<String, Place> places) {
    place
        .group()
        .members()
        .forEach(
            (key, value) -> {
              if (!members.test(place.id(), key)) {
                return;
              }
              if (key.equals(FALLBACK)) {
                items(place.group(), FALLBACK)
                    .forEach((index, way) -> addFallback(parts, place, index, way, places));
              } else {
                parts.add(
                    part(place.id(), place, place.pointer() + "/" + Element.escaped(key), value));
              }
            });
  }

  /** What a second choice needs: its own members, or those of the group that it names. */
  private void addFallback(
      List<Part> parts, Place place, int index, Json.ObjectNode way, Map<String, Place> places) {
    String pointer = place.pointer() + "/" + FALLBACK + "/" + index;
    Optional<String> other = text(way, "NodeGroup");
    if (other.isEmpty()) {
      String region = text(way, "Region").or(() -> text(place.group(), "Region")).orElse("");
      Map<String, String> placeholders = new LinkedHashMap<>(placeholders(place));
      placeholders.put(ReferenceSyntax.REGION, region);
      Optional<String> profile =
          text(way, "ProfileName").or(() -> text(place.group(), "ProfileName"));
      way.members()
          .forEach(
              (key, value) -> {
                if (ofFallbacks.test(key)) {
                  parts.add(
                      new Part(
                          pointer,
                          pointer + "/" + Element.escaped(key),
                          value,
                          region,
                          profile,
                          placeholders));
                }
              });
      return;
    }
    Optional<Place> named = other.map(places::get);
    named.ifPresent(
        target ->
            target
                .group()
                .members()
                .forEach(
                    (key, value) -> {
                      if (KnownKeys.FALLBACK.contains(key) && ofFallbacks.test(key)) {
                        parts.add(
                            part(
                                pointer,
                                target,
                                target.pointer() + "/" + Element.escaped(key),
                                value));
                      }
                    }));
  }

  private static Part part(String owner, Place place, String pointer, Json value) {
    return new Part(
        owner,
        pointer,
        value,
        text(place.group(), "Region").orElse(""),
        text(place.group(), "ProfileName"),
        placeholders(place));
  }

  private static Map<String, String> placeholders(Place place) {
    int slash = place.id().indexOf('/');
    return Map.of(
        ReferenceSyntax.PARTITION, place.id().substring(0, slash),
        ReferenceSyntax.NODE_GROUP, place.id().substring(slash + 1),
        ReferenceSyntax.REGION, text(place.group(), "Region").orElse(""));
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
