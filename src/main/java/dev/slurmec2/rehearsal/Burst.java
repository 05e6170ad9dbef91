package dev.slurmec2.rehearsal;

import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.List;

/**
 * What Slurm would ask for in one moment.
 *
 * @param nodes all nodes to resume, each once; those of jobs too
 * @param jobs those that wait for them, in Slurm's order
 */
public record Burst(List<String> nodes, List<Job> jobs) {
  public Burst {
    nodes = List.copyOf(nodes);
    jobs = List.copyOf(jobs);
  }
}
