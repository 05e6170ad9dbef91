package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which instances that exist can serve a request to resume their nodes. One that stopped cannot.
 * One that is older than ResumeTimeout while Slurm waits for its node to boot cannot either:
 * slurmctld takes only a slurmd that booted after the request (22.05 node_mgr.c,
 * waiting_for_node_boot). Both are ended, so that their nodes get new ones.
 */
final class ExistingInstances {
  private static final Logger log = LoggerFactory.getLogger(ExistingInstances.class);

  /** Slurm's default ResumeTimeout, in seconds (slurm.conf(5)). */
  private static final int DEFAULT_RESUME_TIMEOUT = 60;

  private final PowerSite site;

  ExistingInstances(PowerSite site) {
    this.site = site;
  }

  /** Ends what is useless and returns the rest: the instance id by node. */
  Map<String, String> usable(Map<NodeGroup, List<String>> wanted, NodeInstances.Found found) {
    Map<String, Instance> usable = new LinkedHashMap<>();
    Map<String, List<String>> useless = new LinkedHashMap<>();
    found
        .byNode()
        .forEach(
            (node, instances) -> {
              for (Instance instance : instances) {
                if (!runs(instance)) {
                  useless.computeIfAbsent(node, key -> new ArrayList<>()).add(instance.id());
                } else {
                  // The oldest of twins; change-state ends the others.
                  usable.putIfAbsent(node, instance);
                }
              }
            });
    for (String node : waitedForInVain(usable)) {
      Instance instance = usable.remove(node);
      if (instance != null) {
        useless.computeIfAbsent(node, key -> new ArrayList<>()).add(instance.id());
      }
    }
    end(wanted, useless);
    Map<String, String> ids = new LinkedHashMap<>();
    usable.forEach((node, instance) -> ids.put(node, instance.id()));
    return ids;
  }

  private static boolean runs(Instance instance) {
    return instance.state() == Instance.State.PENDING || instance.state() == Instance.State.RUNNING;
  }

  private List<String> waitedForInVain(Map<String, Instance> usable) {
    Duration resumeTimeout = resumeTimeout();
    List<String> old =
        usable.entrySet().stream()
            .filter(entry -> entry.getValue().launchTime().plus(resumeTimeout).isBefore(site.now()))
            .map(Map.Entry::getKey)
            .toList();
    if (!old.isEmpty() && site.slurm().nodes(old) instanceof SlurmResult.Ok<NodeRecords> ok) {
      return ok.value().byName().values().stream()
          .filter(record -> record.state().has("POWERING_UP"))
          .map(NodeRecord::name)
          .toList();
    }
    return List.of();
  }

  private Duration resumeTimeout() {
    String seconds = site.configuration().settings().slurmConf().getOrDefault("ResumeTimeout", "");
    return Duration.ofSeconds(
        seconds.matches("\\d{1,5}") ? Integer.parseInt(seconds) : DEFAULT_RESUME_TIMEOUT);
  }

  private void end(Map<NodeGroup, List<String>> wanted, Map<String, List<String>> useless) {
    wanted.forEach(
        (group, nodes) -> {
          List<String> ids =
              nodes.stream()
                  .flatMap(node -> useless.getOrDefault(node, List.of()).stream())
                  .toList();
          if (!ids.isEmpty()) {
            log.warn(
                "{}: ending {}, stopped or older than the request, before launching anew",
                group.id(),
                new TreeSet<>(ids));
            site.ec2()
                .of(group)
                .terminate(ids)
                .failed()
                .forEach(
                    (id, error) ->
                        log.error(
                            "{} could not be ended: {}; change-state tries again", id, error));
          }
        });
  }
}
