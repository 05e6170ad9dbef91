package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.reconcile.RegionProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** Makes instances into nodes: waits for their addresses, names them, tells Slurm. */
final class Takeover {

  /**
   * How long instances may take to show their addresses. Together with the time for launches it is
   * less than the shortest useful GraceSeconds, after which change-state ends what has no name.
   */
  private static final Duration ARRIVAL_PATIENCE = Duration.ofSeconds(80);

  /**
   * Where one call names many instances, those that arrive wait so long for each other: EC2 shows
   * the instances of a launch within a second or two.
   */
  private static final Duration GATHERING = Duration.ofSeconds(2);

  private final PowerSite site;

  Takeover(PowerSite site) {
    this.site = site;
  }

  /**
   * Takes over, the places side by side.
   *
   * @param group the nodes' group, without parameter references
   * @param instances by node
   * @param known nodes whose instances were there before this run: not ended when they cannot be
   *     seen, since they may be running nodes
   */
  NodesOutcome takeOver(NodeGroup group, Map<String, NodeInstance> instances, Set<String> known) {
    Map<RegionProfile, Map<String, NodeInstance>> byPlace = new LinkedHashMap<>();
    instances.forEach(
        (node, instance) ->
            byPlace
                .computeIfAbsent(instance.where(), where -> new LinkedHashMap<>())
                .put(node, instance));
    List<Callable<NodesOutcome>> steps = new ArrayList<>();
    byPlace.forEach((where, own) -> steps.add(() -> takeOver(group, where, own, known)));
    return NodesOutcome.all(site.steps().all(steps));
  }

  private NodesOutcome takeOver(
      NodeGroup group, RegionProfile where, Map<String, NodeInstance> instances, Set<String> known)
      throws InterruptedException {
    Map<String, Ec2Error> errors = new LinkedHashMap<>();
    Map<String, String> unaddressed = new LinkedHashMap<>();
    Map<String, String> ids = new LinkedHashMap<>();
    instances.forEach((node, instance) -> ids.put(node, instance.id()));
    Handover handover = new Handover(site, site.ec2().in(where.region(), where.profile()));
    Arrival.Missing missing =
        new Arrival(site, group.isNamedByIndex() ? GATHERING : Duration.ZERO)
            .await(
                site.ec2().in(where.region(), where.profile()),
                group.identity(),
                ids,
                site.now().plus(ARRIVAL_PATIENCE),
                arrived -> {
                  Handover.Failed failed = handover.handOver(group, arrived);
                  errors.putAll(failed.untagged());
                  unaddressed.putAll(failed.unaddressed());
                });
    errors.putAll(missing.died());
    missing
        .unseen()
        .forEach(
            (node, error) -> {
              if (known.contains(node)) {
                unaddressed.put(node, error.toString());
              } else {
                errors.put(node, error);
              }
            });
    List<NodeInstance> useless = new ArrayList<>();
    instances.forEach(
        (node, instance) -> {
          Ec2Error error = errors.get(node);
          if (error != null && !Handover.isAnother(error)) {
            useless.add(instance);
          }
        });
    new Ending(site).end(group.id(), useless, "which no node can use");
    return new NodesOutcome(errors, unaddressed);
  }
}
