package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts second choices into their groups, when all groups of the file are known. */
final class Fallbacks {

  /** All that makes one request differ from another, without the places in the file. */
  private record Essence(
      String region,
      Optional<String> profile,
      PurchasingOption purchasing,
      Json options,
      List<Object> template,
      List<Json> overrides,
      List<String> subnets,
      List<String> reservations,
      Json fleetOverrides) {

    static Essence of(NodeGroup way) {
      LaunchTemplate template = way.launchTemplate();
      return new Essence(
          way.region(),
          way.profile(),
          way.purchasingOption(),
          JsonTrees.withoutPlaces(
              way.purchasingOption() == PurchasingOption.SPOT
                  ? way.spotOptions()
                  : way.onDemandOptions()),
          List.of(
              template.name(),
              template.id(),
              template.version(),
              JsonTrees.withoutPlaces(template.further())),
          way.overrides().stream().map(JsonTrees::withoutPlaces).toList(),
          way.subnetIds(),
          way.policy().capacityReservationIds(),
          JsonTrees.withoutPlaces(way.fleetOverrides()));
    }
  }

  private final Map<String, ReadGroup> byId = new LinkedHashMap<>();
  private final boolean complete;

  /**
   * @param groups those that could be read
   * @param complete whether these are all groups of the file
   */
  Fallbacks(List<ReadGroup> groups, boolean complete) {
    groups.forEach(group -> byId.putIfAbsent(group.group().id(), group));
    this.complete = complete;
  }

  /** The group with its second choices; what cannot be one is reported. */
  NodeGroup of(ReadGroup read) {
    Map<Essence, String> seen = new LinkedHashMap<>();
    seen.put(Essence.of(read.group()), "the node group's own request");
    List<NodeGroup> fallbacks = new ArrayList<>();
    for (ReadGroup.Way way : read.ways()) {
      Optional<NodeGroup> resolved = resolved(read.group(), way);
      if (resolved.isEmpty()) {
        continue;
      }
      String before =
          seen.putIfAbsent(
              Essence.of(resolved.get()), "the one in line " + way.at().value().at().line());
      if (before != null) {
        way.at().error("asks for the same as " + before + ", which has failed by then; change it.");
      } else {
        fallbacks.add(resolved.get());
      }
    }
    return read.group().withPolicy(read.group().policy(), fallbacks);
  }

  private Optional<NodeGroup> resolved(NodeGroup group, ReadGroup.Way way) {
    if (way instanceof ReadGroup.OwnRequest own) {
      return Optional.of(own.group());
    }
    ReadGroup.RequestOf reference = (ReadGroup.RequestOf) way;
    ReadGroup found = byId.get(reference.id());
    if (found == null) {
      if (complete) {
        reference
            .at()
            .error(
                "there is no node group "
                    + Quoted.of(reference.id())
                    + "; write it as PartitionName/NodeGroupName"
                    + NearMiss.of(reference.id(), byId.keySet())
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("")
                    + ".");
      }
      return Optional.empty();
    }
    NodeGroup other = found.group();
    return Optional.of(
        new NodeGroup(
            group.partition(),
            group.name(),
            group.maxNodes(),
            other.region(),
            other.profile(),
            group.slurmSpecifications(),
            other.purchasingOption(),
            other.onDemandOptions(),
            other.spotOptions(),
            other.launchTemplate(),
            other.overrides(),
            other.subnetIds(),
            group.tags(),
            group.policy().withReservations(other.policy().capacityReservationIds()),
            List.of(),
            group.identity(),
            other.fleetOverrides()));
  }
}
