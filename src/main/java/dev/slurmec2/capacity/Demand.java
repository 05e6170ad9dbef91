package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.ScalingStrategy;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be launched, by what needs it together. Pure.
 *
 * @param shares jobs of several nodes, in Slurm's order; a job has one share in each of its groups
 * @param pooled by group: nodes of jobs of one node and of no job, for which it is the same who
 *     gets which instance; groups without such nodes are missing
 */
public record Demand(List<JobShare> shares, Map<NodeGroup, List<String>> pooled) {
  public Demand {
    shares = List.copyOf(shares);
    pooled = Collections.unmodifiableMap(new LinkedHashMap<>(pooled));
  }

  /**
   * Sorts nodes by what needs them. A node that several jobs wait for is in the share of the first
   * of them that needs several nodes.
   *
   * @param toLaunch nodes by group, each once
   * @param jobs those that wait, in Slurm's order; they may name nodes that are not to be launched
   * @param zones zones of nodes that have an instance already
   */
  public static Demand of(
      Map<NodeGroup, List<String>> toLaunch, List<Job> jobs, Map<String, String> zones) {
    Map<String, NodeGroup> groupOf = new HashMap<>();
    toLaunch.forEach((group, nodes) -> nodes.forEach(node -> groupOf.put(node, group)));
    Set<String> taken = new HashSet<>();
    List<JobShare> shares = new ArrayList<>();
    for (Job job : jobs) {
      if (nodesOf(job).size() < 2) {
        continue;
      }
      Map<NodeGroup, List<String>> byGroup = new LinkedHashMap<>();
      for (String node : new LinkedHashSet<>(job.nodesResume())) {
        NodeGroup group = groupOf.get(node);
        if (group != null && taken.add(node)) {
          byGroup.computeIfAbsent(group, key -> new ArrayList<>()).add(node);
        }
      }
      byGroup.forEach((group, nodes) -> shares.add(share(group, job, nodes, zones)));
    }
    Map<NodeGroup, List<String>> pooled = new LinkedHashMap<>();
    toLaunch.forEach(
        (group, nodes) -> {
          List<String> left = nodes.stream().filter(node -> !taken.contains(node)).toList();
          if (left.size() > 1 && group.policy().strategy() == ScalingStrategy.ALL_OR_NOTHING) {
            left = withoutStrangers(group, left, jobs, shares);
          }
          if (!left.isEmpty()) {
            pooled.put(group, left);
          }
        });
    return new Demand(shares, pooled);
  }

  /** All nodes of a job: those that wait to be resumed and, where Slurm tells them, the others. */
  public static Set<String> nodesOf(Job job) {
    Set<String> nodes = new LinkedHashSet<>(job.nodesAlloc());
    nodes.addAll(job.nodesResume());
    return nodes;
  }

  /** Takes nodes of no job out, as one share: asked for together, all or nothing. */
  private static List<String> withoutStrangers(
      NodeGroup group, List<String> nodes, List<Job> jobs, List<JobShare> shares) {
    Set<String> ofJobs = new HashSet<>();
    jobs.forEach(job -> ofJobs.addAll(job.nodesResume()));
    List<String> strangers = nodes.stream().filter(node -> !ofJobs.contains(node)).toList();
    if (strangers.size() < 2) {
      return nodes;
    }
    shares.add(
        new JobShare(
            group,
            Optional.empty(),
            strangers,
            true,
            group.policy().placement().singleZone(),
            Optional.empty()));
    return nodes.stream().filter(ofJobs::contains).toList();
  }

  private static JobShare share(
      NodeGroup group, Job job, List<String> nodes, Map<String, String> zones) {
    boolean singleZone = group.policy().placement().singleZone();
    return new JobShare(
        group,
        Optional.of(job.jobId()),
        nodes,
        group.policy().strategy() != ScalingStrategy.BEST_EFFORT,
        singleZone,
        singleZone ? commonZone(nodesOf(job), zones) : Optional.empty());
  }

  /** The zone of the job's nodes that are there; none when they are in several. */
  private static Optional<String> commonZone(Set<String> nodes, Map<String, String> zones) {
    Set<String> common = new HashSet<>();
    nodes.forEach(node -> Optional.ofNullable(zones.get(node)).ifPresent(common::add));
    return common.size() == 1 ? Optional.of(common.iterator().next()) : Optional.empty();
  }
}
