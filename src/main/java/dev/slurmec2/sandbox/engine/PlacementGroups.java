package dev.slurmec2.sandbox.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The placement groups of all regions. */
public final class PlacementGroups {

  private static final Set<String> STRATEGIES = Set.of("cluster", "spread", "partition");

  /** User Guide: "up to seven partitions per Availability Zone". */
  private static final int MAX_PARTITIONS = 7;

  /** The API: "The name must be unique … up to 255 ASCII characters". */
  private static final int MAX_NAME = 255;

  private final Engine engine;

  PlacementGroups(Engine engine) {
    this.engine = engine;
  }

  /**
   * CreatePlacementGroup.
   *
   * @param partitions how many, for the strategy of that name
   * @param spreadLevel {@code rack} or {@code host}, for the strategy {@code spread}
   */
  public PlacementGroup create(
      String regionName,
      String name,
      String strategy,
      Optional<Integer> partitions,
      Optional<String> spreadLevel,
      Map<String, String> tags) {
    synchronized (engine) {
      engine.now();
      Region region = engine.region(regionName);
      if (name.isEmpty()) {
        throw ApiError.missing("GroupName");
      }
      if (name.length() > MAX_NAME) {
        throw ApiError.value("The group's name is longer than " + MAX_NAME + " characters.");
      }
      if (!STRATEGIES.contains(strategy)) {
        throw ApiError.value("Value (" + strategy + ") for parameter strategy is invalid.");
      }
      boolean isPartition = strategy.equals("partition");
      if (partitions.isPresent() && !isPartition) {
        throw ApiError.combination("PartitionCount goes with the strategy partition only.");
      }
      if (partitions.filter(count -> count < 1 || count > MAX_PARTITIONS).isPresent()) {
        throw ApiError.value("PartitionCount is not between 1 and " + MAX_PARTITIONS + ".");
      }
      if (spreadLevel.isPresent() && !strategy.equals("spread")) {
        throw ApiError.combination("SpreadLevel goes with the strategy spread only.");
      }
      if (region.placementGroups.containsKey(name)) {
        throw new ApiError(
            "InvalidPlacementGroup.Duplicate",
            "The placement group '" + name + "' already exists.");
      }
      TagRules.check(tags, false);
      TagRules.checkCount(tags);
      String id = engine.nextId("pg-");
      region.tags.add(id, "placement-group", tags);
      region.placementGroups.put(
          name,
          new PlacementGroup(
              name,
              id,
              strategy,
              isPartition ? partitions.or(() -> Optional.of(2)) : Optional.empty(),
              strategy.equals("spread") ? spreadLevel.or(() -> Optional.of("rack")) : spreadLevel,
              Map.of()));
      return view(region, name);
    }
  }

  /** DeletePlacementGroup: refused while an instance that is not terminated is in it. */
  public void delete(String regionName, String name) {
    synchronized (engine) {
      Region region = engine.region(regionName);
      boolean used =
          region
              .living(engine.now())
              .anyMatch(each -> each.birth.placementGroup().filter(name::equals).isPresent());
      PlacementGroup group = region.placementGroups.get(name);
      if (group == null) {
        throw unknown(name);
      }
      if (used) {
        throw new ApiError(
            "InvalidPlacementGroup.InUse",
            "The placement group '" + name + "' is in use and may not be deleted.");
      }
      region.placementGroups.remove(name);
      region.tags.remove(group.id());
    }
  }

  /**
   * DescribePlacementGroups: those of the names and ids, or all, that all filters let through; in
   * the order of their names.
   */
  public List<PlacementGroup> describe(
      String regionName, List<String> names, List<String> ids, List<Filter> filters) {
    synchronized (engine) {
      engine.now();
      Region region = engine.region(regionName);
      Filter.check(filters);
      filters.forEach(filter -> matches(SAMPLE, filter));
      for (String name : names) {
        if (!region.placementGroups.containsKey(name)) {
          throw unknown(name);
        }
      }
      List<PlacementGroup> all =
          region.placementGroups.keySet().stream().map(name -> view(region, name)).toList();
      for (String id : ids) {
        if (all.stream().noneMatch(group -> group.id().equals(id))) {
          throw unknown(id);
        }
      }
      return all.stream()
          .filter(group -> names.isEmpty() || names.contains(group.name()))
          .filter(group -> ids.isEmpty() || ids.contains(group.id()))
          .filter(group -> filters.stream().allMatch(filter -> matches(group, filter)))
          .toList();
    }
  }

  private static final PlacementGroup SAMPLE =
      new PlacementGroup("", "", "cluster", Optional.empty(), Optional.empty(), Map.of());

  private static PlacementGroup view(Region region, String name) {
    PlacementGroup group = region.placementGroups.get(name);
    if (group == null) {
      throw unknown(name);
    }
    return new PlacementGroup(
        group.name(),
        group.id(),
        group.strategy(),
        group.partitions(),
        group.spreadLevel(),
        region.tags.of(group.id()));
  }

  private static boolean matches(PlacementGroup group, Filter filter) {
    if (filter.name().startsWith("tag:")) {
      String value = group.tags().get(filter.name().substring("tag:".length()));
      return value != null && filter.matches(value);
    }
    return switch (filter.name()) {
      case "group-name" -> filter.matches(group.name());
      case "strategy" -> filter.matches(group.strategy());
      case "state" -> filter.matches("available");
      case "spread-level" -> group.spreadLevel().filter(filter::matches).isPresent();
      case "tag-key" -> filter.matchesAny(group.tags().keySet());
      default -> throw filter.unknown();
    };
  }

  static ApiError unknown(String name) {
    return new ApiError(
        "InvalidPlacementGroup.Unknown", "The Placement Group '" + name + "' is unknown.");
  }

  /** The refusal of a launch into a cluster group whose instances are in another zone. */
  static ApiError inZone(String name, String zone) {
    return new ApiError(
        "InvalidPlacementGroup.InUse",
        "The placement group '" + name + "' is in use in another availability zone: " + zone);
  }
}
