package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
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

  /** An account's and region's EC2. */
  private record Place(String region, Optional<String> profile) {}

  /**
   * What was found.
   *
   * @param byNode live instances by node, oldest first; nodes without any are missing
   * @param unanswered why, by node, where EC2 did not say
   */
  record Found(Map<String, List<Instance>> byNode, Map<String, Ec2Error> unanswered) {
    List<Instance> of(String node) {
      return byNode.getOrDefault(node, List.of());
    }
  }

  /** One describe per region and profile (two when untagged instances are adopted). */
  Found find(Map<NodeGroup, List<String>> nodesByGroup) {
    Map<Place, Set<String>> namesByPlace = new LinkedHashMap<>();
    nodesByGroup.forEach(
        (group, nodes) ->
            namesByPlace
                .computeIfAbsent(
                    new Place(group.region(), group.profile()), place -> new LinkedHashSet<>())
                .addAll(nodes));
    List<Callable<Found>> questions = new ArrayList<>();
    namesByPlace.forEach((place, names) -> questions.add(() -> ask(place, names)));
    Map<String, List<Instance>> byNode = new LinkedHashMap<>();
    Map<String, Ec2Error> unanswered = new LinkedHashMap<>();
    for (Found found : site.steps().all(questions)) {
      byNode.putAll(found.byNode());
      unanswered.putAll(found.unanswered());
    }
    return new Found(byNode, unanswered);
  }

  private Found ask(Place place, Set<String> names) {
    Ec2 ec2 = site.ec2().in(place.region(), place.profile());
    Optional<List<String>> filter =
        names.size() <= NAMES_WORTH_A_FILTER ? Optional.of(List.copyOf(names)) : Optional.empty();
    List<Ec2Result<List<Instance>>> answers = new ArrayList<>();
    answers.add(
        ec2.describe(
            new InstanceQuery(
                Optional.empty(), Map.of(Tags.CLUSTER, site.cluster()), filter, true)));
    if (site.configuration().settings().adoptUntagged()) {
      answers.add(ec2.describe(InstanceQuery.liveNamed(names)));
    }
    Map<String, List<Instance>> byNode = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (Ec2Result<List<Instance>> answer : answers) {
      if (answer instanceof Ec2Result.Failed<List<Instance>> failed) {
        Map<String, Ec2Error> unanswered = new LinkedHashMap<>();
        names.forEach(name -> unanswered.put(name, failed.error()));
        return new Found(Map.of(), unanswered);
      }
      if (answer instanceof Ec2Result.Ok<List<Instance>> ok) {
        ok.value().stream()
            .filter(this::isOurs)
            .filter(instance -> seen.add(instance.id()))
            .forEach(
                instance ->
                    instance
                        .tag(Tags.NAME)
                        .filter(names::contains)
                        .ifPresent(
                            name ->
                                byNode
                                    .computeIfAbsent(name, node -> new ArrayList<>())
                                    .add(instance)));
      }
    }
    byNode.values().forEach(list -> list.sort(Comparator.comparing(Instance::launchTime)));
    return new Found(byNode, Map.of());
  }

  private boolean isOurs(Instance instance) {
    return instance
        .tag(Tags.CLUSTER)
        .map(site.cluster()::equals)
        .orElse(site.configuration().settings().adoptUntagged());
  }
}
