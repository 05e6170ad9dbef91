package dev.slurmec2.power;

import dev.slurmec2.capacity.Demand;
import dev.slurmec2.capacity.JobShare;
import dev.slurmec2.capacity.LinkedGroups;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Launches what a plan asks for. Groups that a job links are launched by one step, as what one of
 * them cannot give decides about the other; all others are independent. In a step jobs of several
 * nodes come first, since they are the hardest to serve.
 */
final class LaunchRun {
  private static final Logger log = LoggerFactory.getLogger(LaunchRun.class);

  /** How long launches are tried: less than any useful ResumeTimeout. */
  private static final Duration LAUNCH_PATIENCE = Duration.ofMinutes(1);

  private final PowerSite site;
  private final List<Job> jobs;
  private final FleetLauncher launcher;
  private final Takeover takeover;
  private final FailedNodes failures;
  private final ExhaustedGroups closed;

  /**
   * @param jobs those that wait, in Slurm's order
   * @param failures gets the nodes that cannot be had as soon as that is known
   */
  LaunchRun(PowerSite site, List<Job> jobs, FailedNodes failures) {
    this.site = site;
    this.failures = failures;
    this.jobs = List.copyOf(jobs);
    Instant deadline = site.now().plus(LAUNCH_PATIENCE);
    this.launcher = new FleetLauncher(site, deadline);
    this.takeover = new Takeover(site);
    this.closed = new ExhaustedGroups(site);
  }

  /**
   * The steps, independent of each other.
   *
   * @param demand of groups without parameter references
   */
  List<Callable<NodesOutcome>> steps(Demand demand) {
    List<Callable<NodesOutcome>> steps = new ArrayList<>();
    for (Set<NodeGroup> groups : LinkedGroups.of(demand)) {
      List<JobShare> shares =
          demand.shares().stream().filter(share -> groups.contains(share.group())).toList();
      Map<NodeGroup, List<String>> pooled = new LinkedHashMap<>(demand.pooled());
      pooled.keySet().retainAll(groups);
      steps.add(() -> guarded(shares, pooled));
    }
    return steps;
  }

  private NodesOutcome guarded(List<JobShare> shares, Map<NodeGroup, List<String>> pooled) {
    try {
      NodesOutcome outcome = launch(shares, pooled);
      closed.look(groups(shares, pooled), outcome.failed());
      failures.add(outcome.failed());
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return broken(shares, pooled, "Interrupted", "the run was interrupted");
    } catch (RuntimeException e) {
      log.error("A launch failed unexpectedly", e);
      return broken(shares, pooled, "InternalFailure", "slurm-ec2 failed; see its log");
    }
  }

  private static Set<NodeGroup> groups(List<JobShare> shares, Map<NodeGroup, List<String>> pooled) {
    Set<NodeGroup> groups = new LinkedHashSet<>(pooled.keySet());
    shares.forEach(share -> groups.add(share.group()));
    return groups;
  }

  private static NodesOutcome broken(
      List<JobShare> shares, Map<NodeGroup, List<String>> pooled, String code, String message) {
    Ec2Error error = new Ec2Error(ErrorClass.UNKNOWN, code, message);
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    shares.forEach(share -> share.nodes().forEach(node -> failed.put(node, error)));
    pooled.values().forEach(nodes -> nodes.forEach(node -> failed.put(node, error)));
    return new NodesOutcome(failed, Map.of());
  }

  private NodesOutcome launch(List<JobShare> shares, Map<NodeGroup, List<String>> pooled)
      throws InterruptedException {
    Settlement settlement = settled(shares);
    Map<NodeGroup, List<String>> others = new LinkedHashMap<>(pooled);
    Map<String, Ec2Error> failed = new LinkedHashMap<>(settlement.failed());
    ofUseAlone(shares, failed.keySet())
        .forEach(
            (group, nodes) -> {
              failed.keySet().removeAll(nodes);
              others.merge(group, nodes, LaunchRun::joined);
            });
    failures.add(failed);
    List<Callable<NodesOutcome>> steps = new ArrayList<>();
    byGroup(shares, settlement.instances())
        .forEach((group, own) -> steps.add(() -> takeover.takeOver(group, own, Set.of())));
    others.forEach(
        (group, nodes) ->
            steps.add(() -> new PooledLaunch(site, group, takeover, failures).launch(nodes)));
    List<NodesOutcome> outcomes = new ArrayList<>(site.steps().all(steps));
    outcomes.add(new NodesOutcome(failed, Map.of()));
    return NodesOutcome.all(outcomes);
  }

  /** Jobs' shares launched, group by group, and settled; what nobody can use is ended. */
  private Settlement settled(List<JobShare> shares) throws InterruptedException {
    Map<NodeGroup, List<JobShare>> byGroup =
        shares.stream()
            .collect(
                Collectors.groupingBy(JobShare::group, LinkedHashMap::new, Collectors.toList()));
    List<Callable<List<ShareResult>>> steps = new ArrayList<>();
    byGroup.forEach(
        (group, own) -> steps.add(() -> new GroupLaunch(site, launcher, group).launch(own)));
    List<JobShare> inOrder = byGroup.values().stream().flatMap(List::stream).toList();
    List<ShareResult> results =
        site.steps().all(steps).stream().flatMap(Collection::stream).toList();
    Settlement settlement = Settlement.of(inOrder, results, jobs);
    keep(site, settlement.instances());
    if (!settlement.givenBack().isEmpty()) {
      new Ending(site)
          .end(
              byGroup.keySet().stream().map(NodeGroup::id).collect(Collectors.joining(", ")),
              settlement.givenBack(),
              "which no job can use");
    }
    return settlement;
  }

  /** Remembers and logs which instance is for which node. */
  static void keep(PowerSite site, Map<String, NodeInstance> instances) {
    site.ledger().launched(instances);
    if (!instances.isEmpty()) {
      Map<String, String> ids = new TreeMap<>();
      instances.forEach((node, instance) -> ids.put(node, instance.id()));
      log.info("Launched {}: {}", Hostlist.fold(ids.keySet()), ids);
    }
  }

  /** Nodes that a job of several could not have, and that a job of one node waits for too. */
  private Map<NodeGroup, List<String>> ofUseAlone(List<JobShare> shares, Set<String> failed) {
    Set<String> alone = new LinkedHashSet<>();
    for (Job job : jobs) {
      Set<String> nodes = Demand.nodesOf(job);
      if (nodes.size() == 1) {
        alone.addAll(nodes);
      }
    }
    alone.retainAll(failed);
    Map<NodeGroup, List<String>> byGroup = new LinkedHashMap<>();
    for (JobShare share : shares) {
      List<String> nodes = share.nodes().stream().filter(alone::contains).toList();
      if (!nodes.isEmpty()) {
        byGroup.merge(share.group(), nodes, LaunchRun::joined);
      }
    }
    return byGroup;
  }

  private static Map<NodeGroup, Map<String, NodeInstance>> byGroup(
      List<JobShare> shares, Map<String, NodeInstance> instances) {
    Map<NodeGroup, Map<String, NodeInstance>> byGroup = new LinkedHashMap<>();
    for (JobShare share : shares) {
      for (String node : share.nodes()) {
        NodeInstance instance = instances.get(node);
        if (instance != null) {
          byGroup.computeIfAbsent(share.group(), g -> new LinkedHashMap<>()).put(node, instance);
        }
      }
    }
    return byGroup;
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
