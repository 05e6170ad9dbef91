package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks Slurm once and each region once, all at the same time.
 *
 * <p>Which of the two answers first does not matter. What EC2 shows and Slurm does not yet want is
 * younger than nothing at the moment when Slurm was asked, and so inside the grace period; what
 * Slurm wants and EC2 does not yet show has to be missed again by a later sweep.
 */
public final class SnapshotTaker {

  /**
   * How long a region is waited for: the retries inside of {@link Ec2} take less, and the next
   * sweep is a minute away.
   */
  private static final Duration REGION_LIMIT = Duration.ofSeconds(50);

  private final Configuration configuration;
  private final Slurm slurm;
  private final Ec2Regions regions;
  private final Clock clock;

  /**
   * @param clock the head node's clock, in the zone in which slurmctld prints times
   */
  public SnapshotTaker(Configuration configuration, Slurm slurm, Ec2Regions regions, Clock clock) {
    this.configuration = configuration;
    this.slurm = slurm;
    this.regions = regions;
    this.clock = clock;
  }

  /**
   * Takes a snapshot.
   *
   * @param cluster the value of the cluster tag
   * @param pool runs the calls of EC2; its size bounds how many regions are asked at a time
   * @return the snapshot, or why Slurm gave none; a region that fails is in the snapshot as such
   */
  public SlurmResult<Snapshot> take(String cluster, ExecutorService pool) {
    Instant askedAt = clock.instant();
    LocalDateTime slurmNow = LocalDateTime.ofInstant(askedAt, clock.getZone());
    Map<RegionProfile, Future<RegionView>> asked = new LinkedHashMap<>();
    groupsByRegion()
        .forEach(
            (where, groups) ->
                asked.put(where, pool.submit(() -> look(where, groups, cluster, askedAt))));
    Optional<SlurmVersion> version =
        slurm.version() instanceof SlurmResult.Ok<SlurmVersion> ok
            ? Optional.of(ok.value())
            : Optional.empty();
    SlurmResult<NodeRecords> nodes = slurm.nodes();
    if (nodes instanceof SlurmResult.Failed<NodeRecords>) {
      asked.values().forEach(answer -> answer.cancel(true));
    }
    return nodes.map(
        records ->
            new Snapshot(askedAt, slurmNow, cluster, version, records, answers(asked, askedAt)));
  }

  private Map<RegionProfile, List<NodeGroup>> groupsByRegion() {
    return configuration.nodeGroups().stream()
        .collect(Collectors.groupingBy(RegionProfile::of, LinkedHashMap::new, Collectors.toList()));
  }

  private Map<RegionProfile, RegionView> answers(
      Map<RegionProfile, Future<RegionView>> asked, Instant askedAt) {
    Map<RegionProfile, RegionView> views = new LinkedHashMap<>();
    Instant deadline = askedAt.plus(REGION_LIMIT);
    asked.forEach((where, answer) -> views.put(where, answer(answer, deadline)));
    return views;
  }

  private RegionView answer(Future<RegionView> answer, Instant deadline) {
    try {
      long left = Math.max(0, Duration.between(clock.instant(), deadline).toMillis());
      return answer.get(left, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return unanswered("there was no answer within " + REGION_LIMIT.toSeconds() + " s");
    } catch (ExecutionException e) {
      return unanswered(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unanswered("the sweep was interrupted");
    }
  }

  private static RegionView unanswered(String message) {
    return new RegionView.Unanswered(new Ec2Error(ErrorClass.SERVER, "NoAnswer", message));
  }

  private RegionView look(
      RegionProfile where, List<NodeGroup> groups, String cluster, Instant askedAt) {
    Ec2 ec2 = regions.in(where.region(), where.profile());
    Ec2Result<List<Instance>> tagged = ec2.describe(InstanceQuery.withTag(Tags.CLUSTER, cluster));
    if (tagged instanceof Ec2Result.Failed<List<Instance>> failed) {
      return new RegionView.Unanswered(failed.error());
    }
    // Namesakes without the tag, which are adopted or at least not taken for absent. A filter takes
    // wildcards, so that this is one value a group and not one a node.
    List<String> patterns =
        groups.stream().map(group -> group.partition() + "-" + group.name() + "-*").toList();
    Ec2Result<List<Instance>> named = ec2.describe(InstanceQuery.liveNamed(patterns));
    if (named instanceof Ec2Result.Failed<List<Instance>> failed) {
      return new RegionView.Unanswered(failed.error());
    }
    List<Instance> all =
        Stream.of(tagged, named)
            .map(result -> ((Ec2Result.Ok<List<Instance>>) result).value())
            .flatMap(List::stream)
            .toList();
    return new RegionView.Seen(all, ec2.clockOffset().map(askedAt::plus));
  }
}
