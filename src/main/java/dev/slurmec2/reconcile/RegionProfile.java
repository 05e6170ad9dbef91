package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.state.UsedRegions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where instances are looked for: a region, seen with one profile's credentials.
 *
 * @param region the AWS region's name
 * @param profile a profile of the AWS configuration files; empty for the default chain
 */
public record RegionProfile(String region, Optional<String> profile) {

  /** Where that group's instances are. */
  public static RegionProfile of(NodeGroup group) {
    return new RegionProfile(group.region(), group.profile());
  }

  /** Wherever that group's instances may be: its own place first, then those of its fallbacks. */
  public static List<RegionProfile> allOf(NodeGroup group) {
    return group.ways().stream().map(RegionProfile::of).distinct().toList();
  }

  /** Those of all groups, each once, in the order of partitions.json. */
  static Set<RegionProfile> allOf(Configuration configuration) {
    Set<RegionProfile> places = new LinkedHashSet<>();
    configuration.nodeGroups().forEach(group -> places.addAll(allOf(group)));
    return places;
  }

  static RegionProfile of(UsedRegions.Place place) {
    return new RegionProfile(place.region(), place.profile());
  }

  /** As StateDir remembers it. */
  public UsedRegions.Place place() {
    return new UsedRegions.Place(region, profile);
  }

  /** {@code eu-west-1}, or {@code eu-west-1 (profile p)}. */
  @Override
  public String toString() {
    return region + profile.map(name -> " (profile " + name + ")").orElse("");
  }
}
