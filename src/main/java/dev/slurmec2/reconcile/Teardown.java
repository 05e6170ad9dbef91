package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ends every instance that carries a cluster's tag, in the regions of partitions.json. */
public final class Teardown {
  private final Configuration configuration;
  private final Ec2Regions regions;

  public Teardown(Configuration configuration, Ec2Regions regions) {
    this.configuration = configuration;
    this.regions = regions;
  }

  /**
   * What there is.
   *
   * @param live live instances, each once, by where they are seen
   * @param unanswered why, for the regions that did not answer
   */
  public record Found(
      Map<RegionProfile, List<Instance>> live, Map<RegionProfile, Ec2Error> unanswered) {

    /** How many instances. */
    public int count() {
      return live.values().stream().mapToInt(List::size).sum();
    }
  }

  /** Looks; nothing is ended. */
  public Found find(String cluster) {
    Map<RegionProfile, List<Instance>> live = new LinkedHashMap<>();
    Map<RegionProfile, Ec2Error> unanswered = new LinkedHashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    Set<RegionProfile> places = new LinkedHashSet<>();
    for (NodeGroup group : configuration.nodeGroups()) {
      places.addAll(RegionProfile.allOf(group));
    }
    for (RegionProfile where : places) {
      Ec2Result<List<Instance>> shown =
          regions
              .in(where.region(), where.profile())
              .describe(InstanceQuery.liveWithTag(Tags.CLUSTER, cluster));
      if (shown instanceof Ec2Result.Ok<List<Instance>> ok) {
        // Two profiles may lead to one account.
        live.put(where, ok.value().stream().filter(one -> ids.add(one.id())).toList());
      } else {
        unanswered.put(where, ((Ec2Result.Failed<List<Instance>>) shown).error());
      }
    }
    return new Found(live, unanswered);
  }

  /**
   * Ends what was found.
   *
   * @return why, by id, for those that are not ended
   */
  public Map<String, Ec2Error> end(Found found) {
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    found
        .live()
        .forEach(
            (where, instances) -> {
              if (!instances.isEmpty()) {
                failed.putAll(
                    regions
                        .in(where.region(), where.profile())
                        .terminate(instances.stream().map(Instance::id).toList())
                        .failed());
              }
            });
    return failed;
  }
}
