package dev.slurmec2.power;

import dev.slurmec2.capacity.Fence;
import dev.slurmec2.capacity.Prices;
import dev.slurmec2.config.Budget;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PriceTable;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MaxInstances and MaxHourlyCost: the last fence before a launch. It counts what EC2 shows and what
 * the launch ledger knows beyond that, so that runs at the same time do not both take the last
 * place. To be asked after the nodes were claimed in the ledger.
 */
final class BudgetFence {
  private static final Logger log = LoggerFactory.getLogger(BudgetFence.class);

  /** In a node's reason, and with it in what change-state waits for, as EC2's codes. */
  static final String CODE = "BudgetReached";

  private final PowerSite site;

  BudgetFence(PowerSite site) {
    this.site = site;
  }

  /**
   * The nodes that may not be launched, with why.
   *
   * @param toLaunch nodes by group; the groups hold no parameter references
   */
  Map<String, Ec2Error> refused(Map<NodeGroup, List<String>> toLaunch) {
    List<Fence.Scope> scopes = scopes(toLaunch.keySet());
    Map<String, Ec2Error> refused = new LinkedHashMap<>();
    if (scopes.isEmpty()) {
      return refused;
    }
    Fence fence = new Fence(scopes);
    Optional<Ec2Error> uncounted = countLiving(scopes, fence, Wanted.names(toLaunch));
    PriceTable prices = site.launchSettings().prices();
    toLaunch.forEach(
        (group, nodes) -> {
          Optional<BigDecimal> price = Prices.highestOf(group, prices);
          boolean limited =
              scopes.stream().anyMatch(scope -> scope.groupIds().contains(group.id()));
          for (String node : nodes) {
            Optional<Ec2Error> error =
                limited
                    ? uncounted.or(() -> fence.admit(group, price).map(BudgetFence::error))
                    : Optional.empty();
            error.ifPresent(why -> refused.put(node, why));
          }
        });
    if (!refused.isEmpty()) {
      log.error(
          "Not launched, because of a budget: {}: {}",
          Hostlist.fold(refused.keySet()),
          refused.values().iterator().next());
    }
    return refused;
  }

  private static Ec2Error error(String sentence) {
    return new Ec2Error(ErrorClass.QUOTA, CODE, sentence);
  }

  private List<Fence.Scope> scopes(Set<NodeGroup> groups) {
    List<Fence.Scope> scopes = new ArrayList<>();
    groups.forEach(
        group ->
            scopes.add(
                new Fence.Scope(
                    "node group " + group.id(), group.policy().budget(), List.of(group.id()))));
    Set<String> names = new HashSet<>();
    groups.forEach(group -> names.add(group.partition()));
    for (Partition partition : site.configuration().partitions()) {
      if (names.contains(partition.name())) {
        scopes.add(
            new Fence.Scope(
                "partition " + partition.name(), partition.budget(), ids(partition.nodeGroups())));
      }
    }
    Budget cluster = site.launchSettings().budget();
    scopes.add(new Fence.Scope("the cluster", cluster, ids(site.configuration().nodeGroups())));
    return scopes.stream().filter(scope -> scope.budget().isLimited()).toList();
  }

  private static List<String> ids(List<NodeGroup> groups) {
    return groups.stream().map(NodeGroup::id).toList();
  }

  /** Counts what lives; returns why that cannot be done, where it cannot. */
  private Optional<Ec2Error> countLiving(
      List<Fence.Scope> scopes, Fence fence, List<String> ownNodes) {
    Set<RegionProfile> places = new LinkedHashSet<>();
    for (NodeGroup group : site.configuration().nodeGroups()) {
      if (scopes.stream().anyMatch(scope -> scope.groupIds().contains(group.id()))) {
        places.addAll(RegionProfile.allOf(group));
      }
    }
    List<Callable<Ec2Result<List<Instance>>>> questions = new ArrayList<>();
    places.forEach(
        where ->
            questions.add(
                () ->
                    site.ec2()
                        .in(where.region(), where.profile())
                        .describe(InstanceQuery.liveWithTag(Tags.CLUSTER, site.cluster()))));
    Set<String> counted = new HashSet<>();
    List<Ec2Result<List<Instance>>> answers = site.steps().all(questions);
    int index = 0;
    for (RegionProfile where : places) {
      Ec2Result<List<Instance>> answer = answers.get(index++);
      if (!(answer instanceof Ec2Result.Ok<List<Instance>> ok)) {
        Ec2Error error = ((Ec2Result.Failed<List<Instance>>) answer).error();
        return Optional.of(
            error("instances in " + where + " cannot be counted against the budget: " + error));
      }
      for (Instance instance : ok.value()) {
        if (counted.add(instance.id())) {
          count(fence, where.region(), instance);
        }
      }
    }
    countUnseen(fence, counted, ownNodes);
    return Optional.empty();
  }

  private void count(Fence fence, String region, Instance instance) {
    Optional<BigDecimal> price =
        Prices.of(region, instance.instanceType(), instance.spot(), site.launchSettings().prices());
    Optional<String> byTags =
        instance
            .tag(Tags.PARTITION)
            .flatMap(
                partition -> instance.tag(Tags.NODE_GROUP).map(name -> partition + "/" + name));
    byTags
        .or(() -> instance.node().flatMap(site.configuration()::groupOf).map(NodeGroup::id))
        .ifPresent(groupId -> fence.count(groupId, price));
  }

  /** Launches of the last minutes that EC2 does not show yet, those of other runs among them. */
  private void countUnseen(Fence fence, Set<String> seenIds, List<String> ownNodes) {
    Set<String> own = Set.copyOf(ownNodes);
    site.ledger()
        .launches()
        .forEach(
            (node, instance) -> {
              boolean seen = instance.map(NodeInstance::id).filter(seenIds::contains).isPresent();
              if (!seen && !own.contains(node)) {
                site.configuration()
                    .groupOf(node)
                    .ifPresent(
                        group ->
                            fence.count(
                                group.id(),
                                Prices.highestOf(group, site.launchSettings().prices())));
              }
            });
  }
}
