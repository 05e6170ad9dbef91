package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * Ends every instance that carries a cluster's tag, in the regions of partitions.json and in those
 * that it named before. They are asked beside each other, each within the limits of EC2's calls.
 */
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

  /** Looks, in all regions at the same time; nothing is ended. */
  public Found find(String cluster) {
    Set<RegionProfile> places = RegionProfile.allOf(configuration);
    places.addAll(new FormerRegions(configuration).all());
    Map<RegionProfile, List<Instance>> live = new LinkedHashMap<>();
    Map<RegionProfile, Ec2Error> unanswered = new LinkedHashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    each(places, where -> show(where, cluster))
        .forEach(
            (where, shown) -> {
              if (shown instanceof Ec2Result.Ok<List<Instance>> ok) {
                // Two profiles may lead to one account.
                live.put(where, ok.value().stream().filter(one -> ids.add(one.id())).toList());
              } else {
                unanswered.put(where, ((Ec2Result.Failed<List<Instance>>) shown).error());
              }
            });
    return new Found(live, unanswered);
  }

  private Ec2Result<List<Instance>> show(RegionProfile where, String cluster) {
    return regions
        .in(where.region(), where.profile())
        .describe(InstanceQuery.liveWithTag(Tags.CLUSTER, cluster));
  }

  /**
   * Ends what was found, in all regions at the same time.
   *
   * @return why, by id, for those that are not ended
   */
  public Map<String, Ec2Error> end(Found found) {
    Map<RegionProfile, List<Instance>> some = new LinkedHashMap<>(found.live());
    some.values().removeIf(List::isEmpty);
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    each(some.keySet(), where -> end(where, some.getOrDefault(where, List.of())))
        .values()
        .forEach(failed::putAll);
    return failed;
  }

  private Map<String, Ec2Error> end(RegionProfile where, List<Instance> instances) {
    return regions
        .in(where.region(), where.profile())
        .terminate(instances.stream().map(Instance::id).toList())
        .failed();
  }

  /** Does it for each place in a thread of its own: a silent region holds up no other. */
  private static <T> Map<RegionProfile, T> each(
      Set<RegionProfile> places, Function<RegionProfile, T> step) {
    ExecutorService pool = Look.pool(Math.max(1, places.size()));
    try {
      Map<RegionProfile, CompletableFuture<T>> running = new LinkedHashMap<>();
      places.forEach(
          where ->
              running.put(where, CompletableFuture.supplyAsync(() -> step.apply(where), pool)));
      Map<RegionProfile, T> results = new LinkedHashMap<>();
      running.forEach((where, result) -> results.put(where, result.join()));
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
