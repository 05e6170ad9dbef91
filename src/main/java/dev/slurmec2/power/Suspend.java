package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.hostlist.Hostlist;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    // First, as it has to be done before SuspendTimeout is over and Slurm takes them again.
    new KeptOut(site).keep(Wanted.names(wanted));
    Ending ending = end(wanted);
    int asked = Wanted.names(wanted).size();
    log.info(
        "Suspend done: {} of {} nodes have no instance any more",
        asked - ending.failed().size(),
        asked);
    boolean hopeless = ending.unanswered() == asked && asked > 0;
    return new PowerOutcome(asked - ending.failed().size(), ending.failed(), hopeless);
  }

  /** What became of it; {@code unanswered} is how many nodes EC2 said nothing about. */
  record Ending(Map<String, String> failed, int unanswered) {}

  Ending end(Map<NodeGroup, List<String>> wanted) {
    NodeInstances.Found found = new NodeInstances(site).find(wanted);
    // Launched a moment ago and not shown or not named yet.
    Map<String, String> young = site.ledger().instancesOf(Wanted.names(wanted));
    Map<String, String> failed = new LinkedHashMap<>();
    found
        .unanswered()
        .forEach(
            (node, error) -> {
              log.error(
                  "{}: EC2 does not say what runs: {}; change-state tries again", node, error);
              failed.put(node, error.toString());
            });
    wanted.forEach((group, names) -> failed.putAll(endGroup(group, names, found, young)));
    site.ledger()
        .forget(Wanted.names(wanted).stream().filter(node -> !failed.containsKey(node)).toList());
    return new Ending(failed, found.unanswered().size());
  }

  private Map<String, String> endGroup(
      NodeGroup group, List<String> nodes, NodeInstances.Found found, Map<String, String> young) {
    Map<String, String> nodeById = new LinkedHashMap<>();
    for (String node : nodes) {
      for (Instance instance : found.of(node)) {
        nodeById.put(instance.id(), node);
      }
      String youngId = young.get(node);
      if (youngId != null) {
        nodeById.put(youngId, node);
      }
    }
    if (nodeById.isEmpty()) {
      log.info("{}: no instance to end for {}", group.id(), Hostlist.fold(nodes));
      return Map.of();
    }
    Ec2 ec2 = site.ec2().of(group);
    TerminateOutcome outcome = ec2.terminate(nodeById.keySet());
    Map<String, String> ended = new TreeMap<>();
    outcome.ended().forEach(id -> ended.put(nodeById.getOrDefault(id, "?"), id));
    log.info("{}: ended {}", group.id(), ended);
    Map<String, String> failed = new LinkedHashMap<>();
    Set<Map.Entry<String, Ec2Error>> errors = outcome.failed().entrySet();
    for (Map.Entry<String, Ec2Error> entry : errors) {
      String node = nodeById.getOrDefault(entry.getKey(), "?");
      log.error(
          "{}: {} could not be ended: {}; change-state tries again",
          node,
          entry.getKey(),
          entry.getValue());
      failed.put(node, entry.getValue().toString());
    }
    return failed;
  }
}
