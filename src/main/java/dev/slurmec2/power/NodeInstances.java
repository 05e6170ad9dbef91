package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.NodeNameTags;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.reconcile.RegionProfile;
import java.util.ArrayList;
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

  /**
   * One describe per region and profile; one more, at the same time, where a few nodes may be known
   * by name or by index, and one more when untagged instances are adopted.
   */
  Found find(Map<NodeGroup, List<String>> nodesByGroup) {
    Map<RegionProfile, Set<String>> namesByPlace = new LinkedHashMap<>();
    Map<RegionProfile, Set<String>> rangesByPlace = new LinkedHashMap<>();
    nodesByGroup.forEach(
        (group, nodes) ->
            RegionProfile.allOf(group)
                .forEach(
                    where -> {
                      namesByPlace
                          .computeIfAbsent(where, key -> new LinkedHashSet<>())
                          .addAll(nodes);
                      if (group.identity().nameTags() == NodeNameTags.INDEX) {
                        rangesByPlace
                            .computeIfAbsent(where, key -> new LinkedHashSet<>())
                            .add(group.identity().naming().prefix());
                      }
                    }));
    List<Callable<Found>> questions = new ArrayList<>();
    namesByPlace.forEach(
        (where, names) ->
            queries(names, rangesByPlace.getOrDefault(where, Set.of()))
                .forEach(query -> questions.add(() -> ask(where, names, query))));
    return together(site.steps().all(questions));
  }

  /** What has to be asked of one place; an instance may be in more than one answer. */
  private List<InstanceQuery> queries(Set<String> names, Set<String> ranges) {
    List<InstanceQuery> queries = new ArrayList<>();
    if (names.size() > NAMES_WORTH_A_FILTER) {
      queries.add(InstanceQuery.liveWithTag(Tags.CLUSTER, site.cluster()));
    } else {
      queries.add(InstanceQuery.liveNamed(Tags.CLUSTER, site.cluster(), names));
      if (!ranges.isEmpty()) {
        // The index counts more than the name, which may be missing or another's.
        queries.add(InstanceQuery.liveInRanges(Tags.CLUSTER, site.cluster(), ranges));
      }
    }
    if (site.configuration().settings().adoptUntagged()) {
      queries.add(InstanceQuery.liveNamed(names));
    }
    return queries;
  }

  private static Found together(List<Found> answers) {
    Map<String, List<Located>> byNode = new LinkedHashMap<>();
    Map<RegionProfile, Ec2Error> unanswered = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Found found : answers) {
      unanswered.putAll(found.unanswered());
      found
          .byNode()
          .forEach(
              (node, list) ->
                  list.stream()
                      .filter(one -> seen.add(one.where() + " " + one.instance().id()))
                      .forEach(
                          one -> byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(one)));
    }
    // Of a place that has not said all nothing is known, as if it had said nothing.
    byNode.values().forEach(list -> list.removeIf(one -> unanswered.containsKey(one.where())));
    byNode.values().removeIf(List::isEmpty);
    byNode
        .values()
        .forEach(
            list ->
                list.sort(
                    (one, other) ->
                        one.instance().launchTime().compareTo(other.instance().launchTime())));
    return new Found(byNode, unanswered);
  }

  private Found ask(RegionProfile where, Set<String> names, InstanceQuery query) {
    Ec2Result<List<Instance>> answer =
        site.ec2().in(where.region(), where.profile()).describe(query);
    if (!(answer instanceof Ec2Result.Ok<List<Instance>> ok)) {
      return new Found(
          Map.of(), Map.of(where, ((Ec2Result.Failed<List<Instance>>) answer).error()));
    }
    Map<String, List<Located>> byNode = new LinkedHashMap<>();
    ok.value().stream()
        .filter(this::isOurs)
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
    return new Found(byNode, Map.of());
  }

  private boolean isOurs(Instance instance) {
    return instance
        .tag(Tags.CLUSTER)
        .map(site.cluster()::equals)
        .orElse(site.configuration().settings().adoptUntagged());
  }
}
