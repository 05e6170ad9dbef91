package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SuspendProgram: ends the instances of nodes; this cluster's only. */
public final class Suspend {
  private static final Logger log = LoggerFactory.getLogger(Suspend.class);

  private final PowerSite site;

  public Suspend(PowerSite site) {
    this.site = site;
  }

  /**
   * Suspends nodes. What could not be ended is tried again by change-state.
   *
   * @param nodes names, each once or more; names that are not in partitions.json are left alone
   */
  public PowerOutcome run(Collection<String> nodes) {
    Map<NodeGroup, List<String>> wanted = Wanted.byGroup(site.configuration(), nodes);
    if (wanted.isEmpty()) {
      return new PowerOutcome(0, Map.of(), false);
    }
    log.info("Suspend asked for {}", Hostlist.fold(Wanted.names(wanted)));
    Ended ending = end(wanted);
    new CoolingDown(site).keepDown(Wanted.names(wanted));
    int asked = Wanted.names(wanted).size();
    log.info(
        "Suspend done: {} of {} nodes have no instance any more",
        asked - ending.failed().size(),
        asked);
    boolean hopeless = ending.unanswered() == asked && asked > 0;
    return new PowerOutcome(asked - ending.failed().size(), ending.failed(), hopeless);
  }

  /** What became of it; {@code unanswered} is how many nodes EC2 said nothing about. */
  record Ended(Map<String, String> failed, int unanswered) {}

  Ended end(Map<NodeGroup, List<String>> wanted) {
    NodeInstances.Found found = new NodeInstances(site).find(wanted);
    // Launched a moment ago and not shown or not named yet.
    Map<String, NodeInstance> young = site.ledger().instancesOf(Wanted.names(wanted));
    Map<String, String> failed = new LinkedHashMap<>();
    wanted.forEach(
        (group, nodes) ->
            found
                .unansweredAnywhere(group)
                .ifPresent(
                    error -> {
                      log.error(
                          "{}: EC2 does not say what runs: {}; change-state tries again",
                          Hostlist.fold(nodes),
                          error);
                      nodes.forEach(node -> failed.put(node, error.toString()));
                    }));
    int unanswered = failed.size();
    wanted.forEach((group, nodes) -> failed.putAll(endGroup(group, nodes, found, young)));
    site.ledger()
        .forget(Wanted.names(wanted).stream().filter(node -> !failed.containsKey(node)).toList());
    return new Ended(failed, unanswered);
  }

  private Map<String, String> endGroup(
      NodeGroup group,
      List<String> nodes,
      NodeInstances.Found found,
      Map<String, NodeInstance> young) {
    Map<RegionProfile, Map<String, String>> nodeByIdAndPlace = new LinkedHashMap<>();
    for (String node : nodes) {
      List<NodeInstance> instances = new ArrayList<>();
      found.of(node).forEach(located -> instances.add(located.asNode()));
      Optional.ofNullable(young.get(node)).ifPresent(instances::add);
      for (NodeInstance instance : instances) {
        nodeByIdAndPlace
            .computeIfAbsent(instance.where(), where -> new LinkedHashMap<>())
            .put(instance.id(), node);
      }
    }
    if (nodeByIdAndPlace.isEmpty()) {
      log.info("{}: no instance to end for {}", group.id(), Hostlist.fold(nodes));
    }
    Map<String, String> failed = new LinkedHashMap<>();
    nodeByIdAndPlace.forEach(
        (where, nodeById) -> failed.putAll(endAt(group, where, nodeById)));
    return failed;
  }

  private Map<String, String> endAt(
      NodeGroup group, RegionProfile where, Map<String, String> nodeById) {
    TerminateOutcome outcome =
        site.ec2().in(where.region(), where.profile()).terminate(nodeById.keySet());
    Map<String, String> ended = new TreeMap<>();
    outcome.ended().forEach(id -> ended.put(nodeById.getOrDefault(id, "?"), id));
    log.info("{}: ended {}", group.id(), ended);
    Map<String, String> failed = new LinkedHashMap<>();
    outcome
        .failed()
        .forEach(
            (id, error) -> {
              String node = nodeById.getOrDefault(id, "?");
              log.error("{}: {} could not be ended: {}; change-state tries again", node, id, error);
              failed.put(node, error.toString());
            });
    return failed;
  }
}
