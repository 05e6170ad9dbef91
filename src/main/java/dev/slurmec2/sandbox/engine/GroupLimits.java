package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What placement groups take at one moment. */
final class GroupLimits {

  /**
   * A spread placement group takes "a maximum of seven running instances per Availability Zone".
   */
  private static final int SPREAD_PER_ZONE = 7;

  private final Region region;
  private final TypeTable types;
  private final Instant now;

  GroupLimits(Region region, TypeTable types, Instant now) {
    this.region = region;
    this.types = types;
    this.now = now;
  }

  List<Limit> of(Candidate candidate, String name, Map<Candidate, Integer> picks) {
    PlacementGroup group = region.placementGroups.get(name);
    if (group == null) {
      return List.of(new Limit(0, PlacementGroups.unknown(name)));
    }
    return switch (group.strategy()) {
      case "cluster" -> cluster(candidate, name, picks);
      case "spread" -> List.of(spread(candidate, name, picks));
      default -> List.of();
    };
  }

  private List<Limit> cluster(Candidate candidate, String name, Map<Candidate, Integer> picks) {
    List<Limit> limits = new ArrayList<>();
    String type = candidate.pool().instanceType();
    if (types.of(type).isBurstable()) {
      limits.add(
          new Limit(
              0,
              ApiError.combination(
                  "Placement groups may not be used with instances of type '" + type + "'.")));
    }
    String zone = candidate.pool().zone();
    members(name)
        .map(each -> each.birth.pool().zone())
        .filter(other -> !other.equals(zone))
        .findFirst()
        .or(
            () ->
                picks.keySet().stream()
                    .filter(each -> each.placementGroup().filter(name::equals).isPresent())
                    .map(each -> each.pool().zone())
                    .filter(other -> !other.equals(zone))
                    .findFirst())
        .ifPresent(other -> limits.add(new Limit(0, PlacementGroups.inZone(name, other))));
    return limits;
  }

  private Limit spread(Candidate candidate, String name, Map<Candidate, Integer> picks) {
    String zone = candidate.pool().zone();
    long living = members(name).filter(each -> each.birth.pool().zone().equals(zone)).count();
    int picked =
        picks.entrySet().stream()
            .filter(pick -> pick.getKey().placementGroup().filter(name::equals).isPresent())
            .filter(pick -> pick.getKey().pool().zone().equals(zone))
            .mapToInt(Map.Entry::getValue)
            .sum();
    return new Limit(
        Math.max(0, SPREAD_PER_ZONE - (int) living - picked),
        new ApiError(
            "UnfulfillableCapacity",
            "You've reached the limit of instances in this spread placement group. A spread"
                + " placement group can have up to seven instances per Availability Zone."));
  }

  private Stream<Machine> members(String name) {
    return region
        .living(now)
        .filter(each -> each.birth.placementGroup().filter(name::equals).isPresent());
  }
}
