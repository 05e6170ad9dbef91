package dev.slurmec2.power;

import dev.slurmec2.capacity.Demand;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.ScalingStrategy;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes that would be launched in vain: all jobs that wait for them need another node that cannot
 * be had. Pure.
 */
final class Hopeless {
  private Hopeless() {}

  /**
   * Why they are not launched, by node.
   *
   * @param toLaunch by group
   * @param failed nodes that are known not to come, and why
   */
  static Map<String, Ec2Error> of(
      Map<NodeGroup, List<String>> toLaunch, List<Job> jobs, Map<String, Ec2Error> failed) {
    Map<String, NodeGroup> groupOf = new HashMap<>();
    toLaunch.forEach((group, nodes) -> nodes.forEach(node -> groupOf.put(node, group)));
    Map<String, Ec2Error> hopeless = new LinkedHashMap<>();
    Set<String> ofUse = new HashSet<>();
    for (Job job : jobs) {
      Optional<Ec2Error> why =
          job.nodesResume().stream()
              .flatMap(node -> Optional.ofNullable(failed.get(node)).stream())
              .findFirst();
      if (why.isEmpty() || !isAllOrNothing(job, groupOf)) {
        ofUse.addAll(job.nodesResume());
      } else {
        Ec2Error error =
            new Ec2Error(
                why.get().errorClass(),
                why.get().code(),
                "not launched, since not all nodes of job %s can be had: %s"
                    .formatted(job.jobId(), why.get().message()));
        job.nodesResume().stream()
            .filter(node -> groupOf.containsKey(node) && !failed.containsKey(node))
            .forEach(node -> hopeless.putIfAbsent(node, error));
      }
    }
    hopeless.keySet().removeAll(ofUse);
    return hopeless;
  }

  private static boolean isAllOrNothing(Job job, Map<String, NodeGroup> groupOf) {
    return Demand.nodesOf(job).size() > 1
        && job.nodesResume().stream()
            .flatMap(node -> Optional.ofNullable(groupOf.get(node)).stream())
            .allMatch(group -> group.policy().strategy() != ScalingStrategy.BEST_EFFORT);
  }
}
