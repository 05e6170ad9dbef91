package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what exists and decides what to launch: nothing twice. */
final class ResumePlanner {
  private static final Logger log = LoggerFactory.getLogger(ResumePlanner.class);

  private final PowerSite site;

  ResumePlanner(PowerSite site) {
    this.site = site;
  }

  /**
   * Plans.
   *
   * @param wanted nodes by group
   * @param jobs those that wait for them
   */
  ResumePlan plan(Map<NodeGroup, List<String>> wanted, List<Job> jobs) {
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    GroupParameters.Filled filled = site.parameters().fill(wanted.keySet());
    Map<NodeGroup, List<String>> possible = withParameters(filled, wanted, failed);

    NodeInstances.Found found = new NodeInstances(site).find(withOthersOf(jobs, possible));
    Map<String, String> zones = new LinkedHashMap<>();
    found.byNode().forEach((node, list) -> zones.put(node, list.get(0).instance().zone()));
    possible.forEach(
        (group, nodes) ->
            found
                .unansweredAtHome(group)
                .ifPresent(error -> nodes.forEach(node -> failed.put(node, error))));
    found.byNode().keySet().retainAll(Set.copyOf(Wanted.names(possible)));
    Map<String, NodeInstance> existing = new ExistingInstances(site).usable(found);
    existing.keySet().removeAll(failed.keySet());
    failed.putAll(new PausedGroups(site).refused(possible, existing.keySet()));
    LaunchLedger.Taken taken =
        site.ledger()
            .claim(
                Wanted.names(possible).stream()
                    .filter(node -> !failed.containsKey(node) && !existing.containsKey(node))
                    .toList());
    Set<String> left = taken.beingLaunched();
    if (!left.isEmpty()) {
      log.info("Another resume run is launching {}; left to it", Hostlist.fold(left));
    }
    existing.putAll(alive(taken.instances()));
    Map<NodeGroup, List<String>> toLaunch = new LinkedHashMap<>();
    Map<NodeGroup, Map<String, NodeInstance>> handOver = new LinkedHashMap<>();
    possible.forEach(
        (group, nodes) -> {
          Map<String, NodeInstance> own = new LinkedHashMap<>(existing);
          own.keySet().retainAll(Set.copyOf(nodes));
          if (!own.isEmpty()) {
            log.info(
                "{}: has instances already, not launched again: {}",
                group.id(),
                Hostlist.fold(own.keySet()));
            handOver.put(group, own);
          }
          List<String> launch =
              nodes.stream()
                  .filter(
                      node ->
                          !own.containsKey(node)
                              && !failed.containsKey(node)
                              && !left.contains(node))
                  .toList();
          if (!launch.isEmpty()) {
            toLaunch.put(group, launch);
          }
        });
    Map<String, Ec2Error> beyondBudget = new BudgetFence(site).refused(toLaunch);
    failed.putAll(beyondBudget);
    failed.putAll(Hopeless.of(toLaunch, jobs, failed));
    toLaunch.replaceAll(
        (group, nodes) -> nodes.stream().filter(node -> !failed.containsKey(node)).toList());
    toLaunch.values().removeIf(List::isEmpty);
    return new ResumePlan(toLaunch, handOver, zones, failed, List.copyOf(left), filled.leftOut());
  }

  /**
   * The nodes, and those that jobs have beside them in groups that want one zone for a job: Slurm
   * may resume a job's nodes in several calls (ResumeRate), and some may be up.
   */
  private Map<NodeGroup, List<String>> withOthersOf(
      List<Job> jobs, Map<NodeGroup, List<String>> possible) {
    Map<NodeGroup, List<String>> all = new LinkedHashMap<>();
    possible.forEach(
        (group, nodes) -> {
          Set<String> names = new LinkedHashSet<>(nodes);
          if (group.policy().placement().singleZone()) {
            for (Job job : jobs) {
              if (job.nodesResume().stream().anyMatch(names::contains)) {
                job.nodesAlloc().stream()
                    .filter(node -> group.indexOf(node).isPresent())
                    .forEach(names::add);
              }
            }
          }
          all.put(group, List.copyOf(names));
        });
    return all;
  }

  /** The groups with their parameters filled in; nodes of those that cannot be go to failed. */
  private Map<NodeGroup, List<String>> withParameters(
      GroupParameters.Filled filled,
      Map<NodeGroup, List<String>> wanted,
      Map<String, Ec2Error> failed) {
    Map<NodeGroup, List<String>> possible = new LinkedHashMap<>();
    wanted.forEach(
        (group, nodes) -> {
          List<String> sentences = filled.failed().getOrDefault(group.id(), List.of());
          if (sentences.isEmpty()) {
            possible.put(filled.groups().getOrDefault(group.id(), group), nodes);
          } else {
            Ec2Error error =
                new Ec2Error(
                    ErrorClass.CONFIGURATION, "ParameterNotFound", String.join("; ", sentences));
            nodes.forEach(node -> failed.put(node, error));
          }
        });
    return possible;
  }

  /**
   * Of instances that were launched minutes ago and were in no answer by name: those that are not
   * known to be dead. The nodes of dead ones are this run's to launch.
   */
  private Map<String, NodeInstance> alive(Map<String, NodeInstance> remembered) {
    Map<RegionProfile, List<String>> idsByPlace = new LinkedHashMap<>();
    remembered
        .values()
        .forEach(
            instance ->
                idsByPlace
                    .computeIfAbsent(instance.where(), where -> new ArrayList<>())
                    .add(instance.id()));
    Set<String> deadIds = new HashSet<>();
    idsByPlace.forEach(
        (where, ids) -> {
          if (site.ec2().in(where.region(), where.profile()).describe(InstanceQuery.ofIds(ids))
              instanceof Ec2Result.Ok<List<Instance>> ok) {
            ok.value().stream()
                .filter(instance -> !instance.state().isLive())
                .forEach(instance -> deadIds.add(instance.id()));
          }
        });
    Map<String, NodeInstance> alive = new LinkedHashMap<>(remembered);
    alive.values().removeIf(instance -> deadIds.contains(instance.id()));
    List<String> dead =
        remembered.keySet().stream().filter(node -> !alive.containsKey(node)).toList();
    site.ledger().forget(dead);
    alive.putAll(site.ledger().claim(dead).instances());
    return alive;
  }
}
