package dev.slurmec2.reconcile;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmVersion;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One look at Slurm and EC2.
 *
 * @param askedAt when Slurm was asked, on the local clock. Ages of instances are taken at this
 *     moment however long EC2 takes to answer: whatever is launched after Slurm was asked is
 *     younger than nothing, and so inside the grace period.
 * @param slurmNow the same moment as Slurm writes times: the controller's zone
 * @param cluster the value of the cluster tag
 * @param version Slurm's, if it is known
 * @param nodes what Slurm shows
 * @param exclusions which nodes slurm.conf keeps from being suspended
 * @param waiting nodes that a resume run launches as soon as EC2's launch limit lets it
 * @param regions what EC2 shows, by region and profile
 * @param closed groups that launch nothing for a while, by id
 * @param open ids of groups one of whose capacity reservations or blocks is seen to be open
 */
public record Snapshot(
    Instant askedAt,
    LocalDateTime slurmNow,
    String cluster,
    Optional<SlurmVersion> version,
    NodeRecords nodes,
    Exclusions exclusions,
    Set<String> waiting,
    Map<RegionProfile, RegionView> regions,
    Map<String, ClosedGroup> closed,
    Set<String> open) {
  public Snapshot {
    waiting = Set.copyOf(waiting);
    closed = Map.copyOf(closed);
    open = Set.copyOf(open);
    regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
  }

  /** The same with what slurm.conf says and which Slurm it is. */
  Snapshot with(Optional<SlurmVersion> slurmVersion, Exclusions excluded) {
    return new Snapshot(
        askedAt, slurmNow, cluster, slurmVersion, nodes, excluded, waiting, regions, closed, open);
  }

  /**
   * Why it is not known which instances the group has, in all places where they may be; empty when
   * every one of them answered.
   */
  Optional<String> unknownOf(NodeGroup group) {
    for (RegionProfile where : RegionProfile.allOf(group)) {
      RegionView view = regions.get(where);
      if (!(view instanceof RegionView.Seen)) {
        return Optional.of(
            view instanceof RegionView.Unanswered unanswered
                ? where + ": " + unanswered.error()
                : where + ": it was not asked");
      }
    }
    return Optional.empty();
  }
}
