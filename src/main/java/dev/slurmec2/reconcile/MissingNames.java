package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.TagOutcome;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sets the tag Name, for people's eyes, on instances that know by their index which nodes they are.
 * That costs a call for each, and nobody waits for it: it is done a few in each sweep, out of
 * tokens that nobody else needs.
 */
final class MissingNames {

  /** A sweep has better things to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Configuration configuration;
  private final Ec2Regions regions;
  private final InstantSource clock;

  MissingNames(Configuration configuration, Ec2Regions regions, InstantSource clock) {
    this.configuration = configuration;
    this.regions = regions;
    this.clock = clock;
  }

  /**
   * Sets some of them.
   *
   * @param dryRun only says so
   * @return a line for each region in which there are any
   */
  List<String> set(Snapshot snapshot, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    Instant deadline = clock.instant().plus(PATIENCE);
    snapshot
        .regions()
        .forEach(
            (where, view) -> {
              if (view instanceof RegionView.Seen seen) {
                NavigableMap<String, String> missing = missing(seen, snapshot.cluster());
                if (!missing.isEmpty()) {
                  lines.add(set(where, missing, deadline, dryRun));
                }
              }
            });
    return lines;
  }

  /** Ids of this cluster's live instances without a name, by the nodes that they are. */
  private NavigableMap<String, String> missing(RegionView.Seen seen, String cluster) {
    NavigableMap<String, String> missing = new TreeMap<>();
    for (Instance instance : seen.instances()) {
      boolean isNameless =
          instance.state().isLive()
              && instance.tag(Tags.CLUSTER).filter(cluster::equals).isPresent()
              && instance.tag(Tags.NAME).isEmpty();
      if (isNameless) {
        instance
            .node()
            .filter(node -> configuration.groupOf(node).isPresent())
            .ifPresent(node -> missing.put(node, instance.id()));
      }
    }
    return missing;
  }

  private String set(
      RegionProfile where, Map<String, String> missing, Instant deadline, boolean dryRun) {
    Ec2 ec2 = regions.in(where.region(), where.profile());
    int most = Math.min(missing.size(), ec2.spareTagCalls());
    List<String> named = new ArrayList<>();
    Optional<Ec2Error> error = Optional.empty();
    for (Map.Entry<String, String> one : missing.entrySet()) {
      if (named.size() >= most || error.isPresent() || clock.instant().isAfter(deadline)) {
        break;
      }
      if (!dryRun) {
        TagOutcome outcome = ec2.tag(List.of(one.getValue()), Map.of(Tags.NAME, one.getKey()));
        error = outcome.failed().values().stream().findFirst();
      }
      if (error.isEmpty()) {
        named.add(one.getKey());
      }
    }
    return "tag Name in "
        + where
        + ": "
        + missing.size()
        + " instances know by index which nodes they are: set for "
        + (named.isEmpty() ? "none yet" : Hostlist.fold(named))
        + error.map(why -> ", then " + why).orElse("");
  }
}
