package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeNameTags;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.reconcile.RegionProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** Finds the live instances of nodes: this cluster's, by tag and name, never by name alone. */
final class NodeInstances {

  /**
   * Up to so many names are filtered by EC2 (two calls of 200 values); with more it is cheaper to
   * take all of the cluster's instances, 1000 a page, and choose here.
   */
  private static final int NAMES_WORTH_A_FILTER = 300;

  private final PowerSite site;

  NodeInstances(PowerSite site) {
    this.site = site;
  }

  /**
   * A live instance, and where it is.
   *
   * @param instance as EC2 shows it
   * @param where the region and profile that show it
   */
  record Located(Instance instance, RegionProfile where) {
    NodeInstance asNode() {
      return new NodeInstance(instance.id(), where, Optional.of(instance.zone()));
    }
  }

  /**
   * What was found.
   *
   * @param byNode live instances by node, oldest first; nodes without any are missing
   * @param unanswered why, by place, where EC2 did not say
   */
  record Found(Map<String, List<Located>> byNode, Map<RegionProfile, Ec2Error> unanswered) {
    List<Located> of(String node) {
      return byNode.getOrDefault(node, List.of());
    }

    /** Why nothing is known of instances of this group in the place of its own request. */
    Optional<Ec2Error> unansweredAtHome(NodeGroup group) {
      return Optional.ofNullable(unanswered.get(RegionProfile.of(group)));
    }

    /** Why not all is known of instances of this group, in whatever place. */
    Optional<Ec2Error> unansweredAnywhere(NodeGroup group) {
      return RegionProfile.allOf(group).stream()
          .flatMap(where -> Optional.ofNullable(unanswered.get(where)).stream())
          .findFirst();
    }
  }

  /** One describe per region and profile (two when untagged instances are adopted). */
  Found find(Map<NodeGroup, List<String>> nodesByGroup) {
    Map<RegionProfile, Set<String>> namesByPlace = new LinkedHashMap<>();
    Set<RegionProfile> nameless = new HashSet<>();
    nodesByGroup.forEach(
        (group, nodes) ->
            RegionProfile.allOf(group)
                .forEach(
                    where -> {
                      namesByPlace
                          .computeIfAbsent(where, key -> new LinkedHashSet<>())
                          .addAll(nodes);
                      if (group.identity().nameTags() == NodeNameTags.INDEX) {
                        nameless.add(where);
                      }
                    }));
    List<Callable<Found>> questions = new ArrayList<>();
    namesByPlace.forEach(
        (where, names) -> questions.add(() -> ask(where, names, !nameless.contains(where))));
    Map<String, List<Located>> byNode = new LinkedHashMap<>();
    Map<RegionProfile, Ec2Error> unanswered = new LinkedHashMap<>();
    for (Found found : site.steps().all(questions)) {
      found
          .byNode()
          .forEach(
              (node, list) -> byNode.computeIfAbsent(node, n -> new ArrayList<>()).addAll(list));
      unanswered.putAll(found.unanswered());
    }
    byNode
        .values()
        .forEach(list -> list.sort(Comparator.comparing(found -> found.instance().launchTime())));
    return new Found(byNode, unanswered);
  }

  /**
   * Asks one place.
   *
   * @param named whether all have the tag Name: no filter finds instances by their index
   */
  private Found ask(RegionProfile where, Set<String> names, boolean named) {
    Ec2 ec2 = site.ec2().in(where.region(), where.profile());
    Optional<List<String>> filter =
        named && names.size() <= NAMES_WORTH_A_FILTER
            ? Optional.of(List.copyOf(names))
            : Optional.empty();
    List<Ec2Result<List<Instance>>> answers = new ArrayList<>();
    answers.add(
        ec2.describe(
            new InstanceQuery(
                Optional.empty(), Map.of(Tags.CLUSTER, site.cluster()), filter, true)));
    if (site.configuration().settings().adoptUntagged()) {
      answers.add(ec2.describe(InstanceQuery.liveNamed(names)));
    }
    Map<String, List<Located>> byNode = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Ec2Result<List<Instance>> answer : answers) {
      if (answer instanceof Ec2Result.Failed<List<Instance>> failed) {
        return new Found(Map.of(), Map.of(where, failed.error()));
      }
      if (answer instanceof Ec2Result.Ok<List<Instance>> ok) {
        ok.value().stream()
            .filter(this::isOurs)
            .filter(instance -> seen.add(instance.id()))
            .forEach(
                instance ->
                    instance
                        .node()
                        .filter(names::contains)
                        .ifPresent(
                            name ->
                                byNode
                                    .computeIfAbsent(name, node -> new ArrayList<>())
                                    .add(new Located(instance, where))));
      }
    }
    return new Found(byNode, Map.of());
  }

  private boolean isOurs(Instance instance) {
    return instance
        .tag(Tags.CLUSTER)
        .map(site.cluster()::equals)
        .orElse(site.configuration().settings().adoptUntagged());
  }
}
