package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.state.UsedRegions;
import dev.slurmec2.state.UsedRegions.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Regions that partitions.json names no more and that may hold instances yet. They are looked at
 * until they have held nothing for a day.
 */
final class FormerRegions {

  /** A launch that was under way when the region was taken out has shown itself long before. */
  static final Duration KEPT = Duration.ofDays(1);

  private final Configuration configuration;
  private final UsedRegions used;

  FormerRegions(Configuration configuration) {
    this.configuration = configuration;
    this.used = new UsedRegions(configuration.settings().stateDir());
  }

  /** Those that are to be looked at. */
  Set<RegionProfile> all() {
    Set<RegionProfile> former = new LinkedHashSet<>();
    used.all().keySet().forEach(place -> former.add(RegionProfile.of(place)));
    former.removeAll(RegionProfile.allOf(configuration));
    return former;
  }

  /** Those that this look has asked. */
  Set<RegionProfile> askedIn(Snapshot snapshot) {
    Set<RegionProfile> former = new LinkedHashSet<>(snapshot.regions().keySet());
    former.removeAll(RegionProfile.allOf(configuration));
    return former;
  }

  /** Notes the regions of partitions.json. */
  void noteConfigured() {
    used.use(RegionProfile.allOf(configuration).stream().map(RegionProfile::place).toList());
  }

  /**
   * Notes which of them hold something, and forgets those that have long held nothing.
   *
   * @return what to say of those that did not answer
   */
  List<String> looked(Snapshot snapshot) {
    Set<RegionProfile> former = askedIn(snapshot);
    if (former.isEmpty()) {
      return List.of();
    }
    used.update(
        places -> {
          for (RegionProfile where : former) {
            if (snapshot.regions().get(where) instanceof RegionView.Seen seen) {
              note(places, where.place(), live(seen) > 0, snapshot.askedAt());
            }
          }
          return places;
        });
    List<String> warnings = new ArrayList<>();
    for (RegionProfile where : former) {
      if (snapshot.regions().get(where) instanceof RegionView.Unanswered) {
        warnings.add(
            where
                + " is in partitions.json no more, and is asked because this cluster has used it"
                + " and may have instances there. When you know that it has none, delete the"
                + " region's line in "
                + used.path()
                + ".");
      }
    }
    return warnings;
  }

  private static void note(
      Map<Place, Optional<Instant>> places, Place place, boolean holds, Instant now) {
    Optional<Instant> since = places.getOrDefault(place, Optional.empty());
    if (holds) {
      places.put(place, Optional.empty());
    } else if (since.isEmpty() || since.get().isAfter(now)) {
      places.put(place, Optional.of(now));
    } else if (since.get().plus(KEPT).isBefore(now)) {
      places.remove(place);
    }
  }

  /** How many live instances it holds. */
  static int live(RegionView.Seen seen) {
    return (int) seen.instances().stream().filter(one -> one.state().isLive()).count();
  }
}
