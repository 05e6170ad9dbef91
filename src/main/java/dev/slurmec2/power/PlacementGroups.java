package dev.slurmec2.power;

import dev.slurmec2.capacity.JobShare;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Placement;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.reconcile.RegionProfile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cluster placement groups of jobs and of node groups, made when something is launched into them;
 * change-state removes those that no instance uses any more.
 */
final class PlacementGroups {
  private static final Logger log = LoggerFactory.getLogger(PlacementGroups.class);

  private final PowerSite site;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();

  PlacementGroups(PowerSite site) {
    this.site = site;
  }

  /** The name of the placement group that the share's instances belong into, if any. */
  Optional<String> nameFor(JobShare share) {
    Placement.PlacementGroup scope = share.group().policy().placement().placementGroup();
    return switch (scope) {
      case NONE -> Optional.empty();
      case NODE_GROUP ->
          Optional.of(
              "slurm-ec2-%s-%s-%s"
                  .formatted(site.cluster(), share.group().partition(), share.group().name()));
      // A job of one node is close to itself.
      case JOB -> share.jobId().map(id -> "slurm-ec2-%s-job-%s".formatted(site.cluster(), id));
    };
  }

  /**
   * Makes the placement group where it is missing.
   *
   * @return why it could not be made
   */
  Optional<Ec2Error> make(NodeGroup way, String name) {
    RegionProfile where = RegionProfile.of(way);
    String key = where + " " + name;
    if (ready.contains(key)) {
      return Optional.empty();
    }
    Ec2Result<PlacementGroup> made =
        site.ec2()
            .of(way)
            .createPlacementGroup(
                name, Map.of(Tags.CLUSTER, site.cluster(), Tags.CREATED_AT, site.now().toString()));
    if (made instanceof Ec2Result.Failed<PlacementGroup> failed) {
      log.error("{}: placement group {}: {}", way.id(), name, failed.error());
      return Optional.of(failed.error());
    }
    ready.add(key);
    return Optional.empty();
  }
}
