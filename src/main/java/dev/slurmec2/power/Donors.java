package dev.slurmec2.power;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes with instances that nobody keeps, by what they can be used for: there may be thousands of
 * them, and thousands of jobs that look for some.
 */
final class Donors {

  /** Where an instance fits: its node group, and its zone as far as that is known. */
  private record Place(String group, Optional<String> zone) {}

  private final Map<String, Place> placeOf = new HashMap<>();
  private final Map<Place, Set<String>> byPlace = new LinkedHashMap<>();
  private final Map<String, Set<String>> byGroup = new HashMap<>();

  void add(String node, String group, Optional<String> zone) {
    Place place = new Place(group, zone);
    placeOf.put(node, place);
    byPlace.computeIfAbsent(place, none -> new LinkedHashSet<>()).add(node);
    byGroup.computeIfAbsent(group, none -> new LinkedHashSet<>()).add(node);
  }

  /** Takes a node out that is one no longer, or never was. */
  void remove(String node) {
    Place place = placeOf.remove(node);
    if (place != null) {
      byPlace.computeIfPresent(place, (at, nodes) -> without(nodes, node));
      byGroup.computeIfPresent(place.group(), (group, nodes) -> without(nodes, node));
    }
  }

  private static Set<String> without(Set<String> nodes, String node) {
    nodes.remove(node);
    return nodes;
  }

  /**
   * Those of a group, in the order in which they came.
   *
   * @param zone only those in this one; empty for any
   */
  Set<String> of(String group, Optional<Optional<String>> zone) {
    return zone.isPresent()
        ? byPlace.getOrDefault(new Place(group, zone.get()), Set.of())
        : byGroup.getOrDefault(group, Set.of());
  }

  /** The zones that have any. */
  List<Optional<String>> zones() {
    return byPlace.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> entry.getKey().zone())
        .distinct()
        .toList();
  }
}
