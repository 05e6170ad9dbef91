package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.TagOutcome;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.UpdateOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes instances into nodes: the tags that name them, then their addresses in Slurm. */
final class Handover {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);

  /** A controller that reconfigures or fails over is back within so long, in nearly all cases. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10));

  /** The code of an instance that is another node for good. */
  private static final String ANOTHER = "InstanceIsAnotherNode";

  private final PowerSite site;
  private final Ec2 ec2;

  /**
   * @param ec2 where the instances are
   */
  Handover(PowerSite site, Ec2 ec2) {
    this.site = site;
    this.ec2 = ec2;
  }

  /**
   * What failed.
   *
   * @param untagged by node: the instance has no name and can never register
   * @param unaddressed by node: Slurm did not take the address; change-state sets it later
   */
  record Failed(Map<String, Ec2Error> untagged, Map<String, String> unaddressed) {}

  /**
   * Tags in parallel, then one update of Slurm for all.
   *
   * @param group the nodes' group
   * @param instances visible instances with an address, by node
   */
  Failed handOver(NodeGroup group, Map<String, Instance> instances) throws InterruptedException {
    Map<String, Ec2Error> untagged = tag(group, instances);
    List<NodeAddress> addresses = new ArrayList<>();
    new TreeMap<>(instances)
        .forEach(
            (node, instance) -> {
              if (!untagged.containsKey(node)) {
                addresses.add(addressOf(group, node, instance));
              }
            });
    Map<String, String> unaddressed = tellSlurm(addresses);
    for (NodeAddress address : addresses) {
      Instance instance = instances.get(address.node());
      if (instance != null && !unaddressed.containsKey(address.node())) {
        log.info(
            "Address set: {} is {} at {} ({}, {}, {})",
            address.node(),
            instance.id(),
            address.address(),
            instance.instanceType(),
            instance.zone(),
            instance.spot() ? "spot" : "on-demand");
      }
    }
    return new Failed(untagged, unaddressed);
  }

  private Map<String, Ec2Error> tag(NodeGroup group, Map<String, Instance> instances) {
    Naming naming = Naming.of(group, instances);
    Map<String, String> nodeById = new HashMap<>();
    instances.forEach((node, instance) -> nodeById.put(instance.id(), node));
    List<Callable<TagOutcome>> steps = new ArrayList<>();
    naming.bits().forEach((bit, ids) -> steps.add(() -> ec2.tag(ids, Map.of(bit, Tags.BIT_VALUE))));
    naming
        .own()
        .forEach(
            (node, tags) -> {
              Instance instance = instances.get(node);
              if (instance != null) {
                steps.add(() -> ec2.tag(List.of(instance.id()), tags));
              }
            });
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    naming.impossible().forEach((node, other) -> failed.put(node, isAnother(node, other)));
    site.steps()
        .all(steps)
        .forEach(
            outcome ->
                outcome
                    .failed()
                    .forEach(
                        (id, error) -> failed.putIfAbsent(nodeById.getOrDefault(id, id), error)));
    return failed;
  }

  private static Ec2Error isAnother(String node, String other) {
    return new Ec2Error(
        ErrorClass.UNKNOWN,
        ANOTHER,
        "the instance that " + node + " was to get is " + other + " by its tags");
  }

  /** Whether the error says that the instance is another node, and so not to be ended. */
  static boolean isAnother(Ec2Error error) {
    return error.code().equals(ANOTHER);
  }

  static NodeAddress addressOf(NodeGroup group, String node, Instance instance) {
    return new NodeAddress(
        node,
        instance.address(group.identity()).orElseThrow(),
        group.identity().hostName(node, instance.privateIp()));
  }

  private Map<String, String> tellSlurm(List<NodeAddress> addresses) throws InterruptedException {
    List<NodeAddress> open = addresses;
    for (int attempt = 0; ; attempt++) {
      UpdateOutcome outcome = site.slurm().setAddresses(open);
      if (outcome.allDone() || attempt == PAUSES.size()) {
        return outcome.failed();
      }
      open = open.stream().filter(address -> outcome.failed().containsKey(address.node())).toList();
      log.warn(
          "Slurm did not take the address of {}: {}; trying again in {} s",
          Hostlist.fold(outcome.failed().keySet()),
          outcome.failed().values().iterator().next(),
          PAUSES.get(attempt).toSeconds());
      site.sleeper().sleep(PAUSES.get(attempt));
    }
  }
}
