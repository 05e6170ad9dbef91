package dev.slurmec2.power;

import dev.slurmec2.capacity.Demand;
import dev.slurmec2.capacity.LinkedGroups;
import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.reconcile.RegionProfile;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which node groups a resume run can serve beside each other, so that a region that does not answer
 * holds up only those that need it. Pure.
 *
 * <p>Together are groups with the same regions and profiles, as one question answers for all of
 * them; groups that a job links; and groups of one limited budget, for which all of them are
 * counted anyway.
 */
final class IndependentGroups {
  private IndependentGroups() {}

  /**
   * The wanted nodes in parts that need nothing of each other.
   *
   * @param wanted nodes by group
   * @param jobs those that wait for them
   */
  static List<Map<NodeGroup, List<String>>> of(
      Configuration configuration, Map<NodeGroup, List<String>> wanted, List<Job> jobs) {
    Map<List<RegionProfile>, Set<NodeGroup>> byPlaces =
        wanted.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    RegionProfile::allOf,
                    LinkedHashMap::new,
                    Collectors.toCollection(LinkedHashSet::new)));
    List<Set<NodeGroup>> links = new ArrayList<>(byPlaces.values());
    if (byPlaces.size() > 1) {
      links.addAll(byJob(wanted, jobs));
      links.addAll(byBudget(configuration, wanted.keySet()));
    }
    List<Map<NodeGroup, List<String>>> parts = new ArrayList<>();
    for (Set<NodeGroup> groups : LinkedGroups.joined(links)) {
      Map<NodeGroup, List<String>> part = new LinkedHashMap<>(wanted);
      part.keySet().retainAll(groups);
      parts.add(part);
    }
    return parts;
  }

  private static List<Set<NodeGroup>> byJob(Map<NodeGroup, List<String>> wanted, List<Job> jobs) {
    List<Set<NodeGroup>> links = new ArrayList<>();
    for (Job job : jobs) {
      Set<String> nodes = Demand.nodesOf(job);
      links.add(
          groups(
              wanted.keySet(),
              group -> nodes.stream().anyMatch(node -> group.indexOf(node).isPresent())));
    }
    return links;
  }

  private static List<Set<NodeGroup>> byBudget(
      Configuration configuration, Collection<NodeGroup> wanted) {
    List<Set<NodeGroup>> links = new ArrayList<>();
    for (Partition partition : configuration.partitions()) {
      if (partition.budget().isLimited()) {
        links.add(groups(wanted, group -> group.partition().equals(partition.name())));
      }
    }
    if (configuration.settings().launch().budget().isLimited()) {
      links.add(groups(wanted, group -> true));
    }
    return links;
  }

  private static Set<NodeGroup> groups(
      Collection<NodeGroup> wanted, Predicate<NodeGroup> condition) {
    return wanted.stream().filter(condition).collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
