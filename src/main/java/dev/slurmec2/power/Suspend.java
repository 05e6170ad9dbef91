package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import dev.slurmec2.slurm.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
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
    // First, as it has to be done before SuspendTimeout is over and Slurm takes them again.
    new KeptOut(site).keep(Wanted.names(wanted));
    Ended ending = end(wanted, Spared::isAskedUpAgain);
    int asked = Wanted.names(wanted).size() - ending.spared().size();
    log.info(
        "Suspend done: {} of {} nodes have no instance any more",
        asked - ending.failed().size(),
        asked);
    boolean hopeless = ending.unanswered() == asked && asked > 0;
    return new PowerOutcome(asked - ending.failed().size(), ending.failed(), hopeless);
  }

  /**
   * What became of it.
   *
   * @param failed why, by node whose instance was not ended
   * @param unanswered how many nodes EC2 did not say all about
   * @param spared nodes that Slurm wants up again, or has back in service
   */
  record Ended(Map<String, String> failed, int unanswered, Set<String> spared) {}

  /**
   * Groups of other regions end their instances beside each other: a silent one stops no other.
   *
   * @param isKept by its state just before the end, whether a node is spared
   */
  Ended end(Map<NodeGroup, List<String>> wanted, Predicate<NodeState> isKept) {
    Map<List<RegionProfile>, Map<NodeGroup, List<String>>> wantedByPlaces = new LinkedHashMap<>();
    wanted.forEach(
        (group, names) ->
            wantedByPlaces
                .computeIfAbsent(RegionProfile.allOf(group), places -> new LinkedHashMap<>())
                .put(group, names));
    List<Callable<Ended>> steps = new ArrayList<>();
    wantedByPlaces.values().forEach(there -> steps.add(() -> endThere(there, isKept)));
    Map<String, String> failed = new LinkedHashMap<>();
    Set<String> spared = new TreeSet<>();
    int unanswered = 0;
    for (Ended ended : site.steps().all(steps)) {
      failed.putAll(ended.failed());
      spared.addAll(ended.spared());
      unanswered += ended.unanswered();
    }
    site.ledger()
        .forget(
            Wanted.names(wanted).stream()
                .filter(node -> !failed.containsKey(node) && !spared.contains(node))
                .toList());
    return new Ended(failed, unanswered, spared);
  }

  private Ended endThere(Map<NodeGroup, List<String>> wanted, Predicate<NodeState> isKept) {
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
    // The last moment at which it can be seen that a node is wanted again.
    Set<String> spared = new Spared(site).among(Wanted.names(wanted), isKept);
    failed.keySet().removeAll(spared);
    int unanswered = failed.size();
    wanted.forEach(
        (group, names) -> {
          List<String> left = names.stream().filter(node -> !spared.contains(node)).toList();
          if (!left.isEmpty()) {
            failed.putAll(endGroup(group, left, found, young));
          }
        });
    return new Ended(failed, unanswered, spared);
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
    nodeByIdAndPlace.forEach((where, nodeById) -> failed.putAll(endAt(group, where, nodeById)));
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
