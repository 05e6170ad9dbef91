package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Placement;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.Tags;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes placement groups of the suite's own that no instance uses: an account may have 500 of
 * them in a region (EC2 quotas). Regions in which no node group asks for any are not asked.
 */
final class UnusedPlacementGroups {
  private final Configuration configuration;
  private final Ec2Regions regions;

  UnusedPlacementGroups(Configuration configuration, Ec2Regions regions) {
    this.configuration = configuration;
    this.regions = regions;
  }

  /**
   * Removes them.
   *
   * @param dryRun only says so
   * @return a line each, and a line for each that could not be asked or removed
   */
  List<String> remove(Snapshot snapshot, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    for (RegionProfile where : placesWithGroups()) {
      if (snapshot.regions().get(where) instanceof RegionView.Seen seen) {
        Ec2 ec2 = regions.in(where.region(), where.profile());
        Ec2Result<List<PlacementGroup>> answer = ec2.placementGroups(snapshot.cluster());
        if (answer instanceof Ec2Result.Ok<List<PlacementGroup>> ok) {
          Duration grace = configuration.settings().grace();
          unused(ok.value(), seen, snapshot.askedAt(), grace)
              .forEach(name -> lines.add(remove(ec2, where, name, dryRun)));
        } else if (answer instanceof Ec2Result.Failed<List<PlacementGroup>> failed) {
          lines.add("placement groups in " + where + " are not known: " + failed.error());
        }
      }
    }
    return lines;
  }

  private static String remove(Ec2 ec2, RegionProfile where, String name, boolean dryRun) {
    String line = "placement group " + name + " in " + where + ": no instance uses it: ";
    if (dryRun) {
      return line + "removed";
    }
    Ec2Result<Boolean> deleted = ec2.deletePlacementGroup(name);
    if (deleted instanceof Ec2Result.Failed<Boolean> failed) {
      return line + "not removed: " + failed.error();
    }
    boolean gone = deleted instanceof Ec2Result.Ok<Boolean> ok && ok.value();
    return line + (gone ? "removed" : "not removed, EC2 still sees instances in it");
  }

  private Set<RegionProfile> placesWithGroups() {
    Set<RegionProfile> places = new LinkedHashSet<>();
    for (NodeGroup group : configuration.nodeGroups()) {
      if (group.policy().placement().placementGroup() != Placement.PlacementGroup.NONE) {
        places.addAll(RegionProfile.allOf(group));
      }
    }
    return places;
  }

  /**
   * Those that may go; pure. One that was made a moment ago may be waiting for its first launch,
   * and one without the tag of its making is not the suite's to judge.
   */
  static List<String> unused(
      List<PlacementGroup> groups, RegionView.Seen seen, Instant now, Duration grace) {
    Set<String> used =
        seen.instances().stream()
            .filter(instance -> instance.state().isLive())
            .flatMap(instance -> instance.tag(Tags.PLACEMENT_GROUP).stream())
            .collect(Collectors.toSet());
    return groups.stream()
        .filter(group -> !used.contains(group.name()))
        .filter(
            group ->
                group
                    .tag(Tags.CREATED_AT)
                    .flatMap(UnusedPlacementGroups::instant)
                    .filter(at -> at.plus(grace).isBefore(now))
                    .isPresent())
        .map(PlacementGroup::name)
        .sorted()
        .toList();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
