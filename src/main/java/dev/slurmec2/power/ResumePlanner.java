package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.power.ResumePlan.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what exists and decides what to launch: nothing twice. */
final class ResumePlanner {
  private static final Logger log = LoggerFactory.getLogger(ResumePlanner.class);

  private final PowerSite site;

  ResumePlanner(PowerSite site) {
    this.site = site;
  }

  ResumePlan plan(Map<NodeGroup, List<String>> wanted) {
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    Map<NodeGroup, List<String>> possible = withParameters(wanted, failed);

    NodeInstances.Found found = new NodeInstances(site).find(possible);
    failed.putAll(found.unanswered());
    Map<String, String> existing = new ExistingInstances(site).usable(possible, found);
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
    List<Batch> batches = new ArrayList<>();
    possible.forEach(
        (group, nodes) -> {
          Map<String, String> handOver = new LinkedHashMap<>(existing);
          handOver.putAll(alive(group, nodes, taken.instances()));
          handOver.keySet().retainAll(Set.copyOf(nodes));
          if (!handOver.isEmpty()) {
            log.info(
                "{}: has instances already, not launched again: {}",
                group.id(),
                Hostlist.fold(handOver.keySet()));
          }
          List<String> launch =
              nodes.stream()
                  .filter(
                      node ->
                          !handOver.containsKey(node)
                              && !failed.containsKey(node)
                              && !left.contains(node))
                  .toList();
          batches.addAll(ResumePlan.cut(group, launch, handOver, Resume.FLEET_LIMIT));
        });
    return new ResumePlan(batches, failed, List.copyOf(left));
  }

  /** The groups with their parameters filled in; nodes of those that cannot be go to failed. */
  private Map<NodeGroup, List<String>> withParameters(
      Map<NodeGroup, List<String>> wanted, Map<String, Ec2Error> failed) {
    GroupParameters.Filled filled = site.parameters().fill(wanted.keySet());
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
  private Map<String, String> alive(
      NodeGroup group, List<String> nodes, Map<String, String> remembered) {
    Map<String, String> ids = new LinkedHashMap<>(remembered);
    ids.keySet().retainAll(Set.copyOf(nodes));
    if (ids.isEmpty()) {
      return ids;
    }
    Map<String, Instance> seen =
        site.ec2().of(group).describe(InstanceQuery.ofIds(ids.values()))
                instanceof Ec2Result.Ok<List<Instance>> ok
            ? ok.value().stream().collect(Collectors.toMap(Instance::id, Function.identity()))
            : Map.of();
    List<String> dead = new ArrayList<>();
    ids.forEach(
        (node, id) -> {
          Instance instance = seen.get(id);
          if (instance != null && !instance.state().isLive()) {
            dead.add(node);
          }
        });
    ids.keySet().removeAll(dead);
    site.ledger().forget(dead);
    ids.putAll(site.ledger().claim(dead).instances());
    return ids;
  }
}
