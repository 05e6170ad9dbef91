package dev.slurmec2.power;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.power.NodeInstances.Located;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which instances that exist can serve a request to resume their nodes. One that stopped cannot.
 * Neither can one that booted before Slurm asked for its node, as when the suspend before did not
 * end it: slurmctld takes only a slurmd that booted after the request (22.05 node_mgr.c,
 * waiting_for_node_boot). Both are ended, so that their nodes get new ones.
 */
final class ExistingInstances {
  /** Slurm's default ResumeTimeout, in seconds (slurm.conf(5)). */
  private static final int DEFAULT_RESUME_TIMEOUT = 60;

  private final PowerSite site;

  ExistingInstances(PowerSite site) {
    this.site = site;
  }

  /** Ends what is useless and returns the rest, by node. */
  Map<String, NodeInstance> usable(NodeInstances.Found found) {
    Map<String, Located> usable = new LinkedHashMap<>();
    Map<String, NodeInstance> useless = new LinkedHashMap<>();
    found
        .byNode()
        .forEach(
            (node, instances) -> {
              for (Located located : instances) {
                if (!runs(located.instance())) {
                  useless.put(located.instance().id(), located.asNode());
                } else {
                  // The oldest of twins; change-state ends the others.
                  usable.putIfAbsent(node, located);
                }
              }
            });
    for (String node : waitedForInVain(usable)) {
      Located located = usable.remove(node);
      if (located != null) {
        useless.put(located.instance().id(), located.asNode());
      }
    }
    if (!useless.isEmpty()) {
      new Ending(site)
          .end("Before launching anew", useless.values(), "stopped or booted before the request");
      forget(found.byNode().keySet(), useless);
    }
    Map<String, NodeInstance> ids = new LinkedHashMap<>();
    usable.forEach((node, located) -> ids.put(node, located.asNode()));
    return ids;
  }

  /** Else the ledger would give the nodes these instances once more. */
  private void forget(Set<String> nodes, Map<String, NodeInstance> useless) {
    List<String> ended =
        site.ledger().instancesOf(nodes).entrySet().stream()
            .filter(entry -> useless.containsKey(entry.getValue().id()))
            .map(Map.Entry::getKey)
            .toList();
    site.ledger().forget(ended);
  }

  private static boolean runs(Instance instance) {
    return instance.state() == Instance.State.PENDING || instance.state() == Instance.State.RUNNING;
  }

  private List<String> waitedForInVain(Map<String, Located> usable) {
    if (usable.isEmpty()
        || !(site.slurm().nodes(usable.keySet()) instanceof SlurmResult.Ok<NodeRecords> ok)) {
      return List.of();
    }
    return ok.value().byName().values().stream()
        .filter(record -> record.state().has("POWERING_UP"))
        .filter(
            record ->
                Optional.ofNullable(usable.get(record.name()))
                    .filter(located -> bootedBefore(located, record))
                    .isPresent())
        .map(NodeRecord::name)
        .toList();
  }

  /**
   * Whether the instance had booted before the request for its node. A node that is POWERING_UP has
   * not registered since; a BootTime younger than the instance is that instance's. Without one, an
   * instance older than ResumeTimeout.
   */
  private boolean bootedBefore(Located located, NodeRecord record) {
    Duration ahead =
        site.ec2()
            .in(located.where().region(), located.where().profile())
            .clockOffset()
            .orElse(Duration.ZERO);
    // By this host's clock, which is also the controller's.
    Instant launched = located.instance().launchTime().minus(ahead);
    boolean registered =
        record
            .bootTime()
            .map(boot -> boot.atZone(ZoneId.systemDefault()).toInstant())
            .filter(boot -> boot.isAfter(launched))
            .isPresent();
    return registered || launched.plus(resumeTimeout(site)).isBefore(site.now());
  }

  /** ResumeTimeout as generate-conf writes it, or Slurm's default. */
  static Duration resumeTimeout(PowerSite site) {
    String seconds = site.configuration().settings().slurmConf().getOrDefault("ResumeTimeout", "");
    return Duration.ofSeconds(
        seconds.matches("\\d{1,5}") ? Integer.parseInt(seconds) : DEFAULT_RESUME_TIMEOUT);
  }
}
