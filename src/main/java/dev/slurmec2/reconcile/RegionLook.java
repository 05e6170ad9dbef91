package dev.slurmec2.reconcile;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.InstanceStatus;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One look at one region: everything with the cluster's tag in one describe, and by name only those
 * nodes for which an instance without the tag would matter. These are all of them when the
 * predecessor's instances are adopted; else the nodes that are not off and have no instance with
 * the tag, seldom any: a node that still runs on an instance of the predecessor's is not to be
 * taken for one whose instance is gone.
 */
final class RegionLook {
  private final Ec2 ec2;
  private final List<NodeGroup> groups;
  private final String cluster;
  private final boolean adoptUntagged;

  RegionLook(Ec2 ec2, List<NodeGroup> groups, String cluster, boolean adoptUntagged) {
    this.ec2 = ec2;
    this.groups = groups;
    this.cluster = cluster;
    this.adoptUntagged = adoptUntagged;
  }

  /**
   * Looks.
   *
   * @param slurm what Slurm shows, waited for after the first describe
   * @param askedAt when Slurm was asked
   */
  RegionView at(CompletableFuture<NodeRecords> slurm, Instant askedAt) {
    Ec2Result<List<Instance>> tagged = ec2.describe(InstanceQuery.withTag(Tags.CLUSTER, cluster));
    if (!(tagged instanceof Ec2Result.Ok<List<Instance>> shown)) {
      return unanswered(tagged);
    }
    List<Instance> all = new ArrayList<>(shown.value());
    List<String> names = namesToLookFor(slurm.join(), shown.value());
    if (!names.isEmpty()) {
      Ec2Result<List<Instance>> named = ec2.describe(InstanceQuery.liveNamed(names));
      if (!(named instanceof Ec2Result.Ok<List<Instance>> found)) {
        return unanswered(named);
      }
      all.addAll(found.value());
    }
    return withStatuses(all, askedAt);
  }

  /** Asked only where something runs; without an answer the rest is decided all the same. */
  private RegionView withStatuses(List<Instance> all, Instant askedAt) {
    boolean anyRuns = all.stream().anyMatch(one -> one.state() == Instance.State.RUNNING);
    Ec2Result<List<InstanceStatus>> asked =
        anyRuns ? ec2.impairedOrScheduled() : new Ec2Result.Ok<>(List.of());
    boolean anySpot =
        all.stream().anyMatch(one -> one.spot() && one.state() == Instance.State.RUNNING);
    Ec2Result<Map<String, String>> marked =
        anySpot ? ec2.spotInterruptions() : new Ec2Result.Ok<>(Map.of());
    return new RegionView.Seen(
        all,
        ec2.clockOffset().map(askedAt::plus),
        asked instanceof Ec2Result.Ok<List<InstanceStatus>> ok ? ok.value() : List.of(),
        asked instanceof Ec2Result.Failed<List<InstanceStatus>> failed
            ? Optional.of(failed.error())
            : Optional.empty(),
        marked instanceof Ec2Result.Ok<Map<String, String>> ok ? ok.value() : Map.of(),
        marked instanceof Ec2Result.Failed<Map<String, String>> failed
            ? Optional.of(failed.error())
            : Optional.empty());
  }

  private List<String> namesToLookFor(NodeRecords slurm, List<Instance> tagged) {
    Set<String> backed =
        tagged.stream()
            .filter(instance -> instance.state().isLive())
            .flatMap(instance -> instance.node().stream())
            .collect(Collectors.toSet());
    return groups.stream()
        .flatMap(group -> IntStream.range(0, group.maxNodes()).mapToObj(group::nodeName))
        .filter(name -> adoptUntagged || (isOn(slurm.byName().get(name)) && !backed.contains(name)))
        .toList();
  }

  private static boolean isOn(@Nullable NodeRecord node) {
    return node != null && !States.isPoweredDown(node.state());
  }

  private static RegionView unanswered(Ec2Result<List<Instance>> result) {
    return new RegionView.Unanswered(((Ec2Result.Failed<List<Instance>>) result).error());
  }
}
