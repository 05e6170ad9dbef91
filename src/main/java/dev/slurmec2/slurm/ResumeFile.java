package dev.slurmec2.slurm;

import java.util.List;
import java.util.Optional;

/**
 * What slurmctld tells a ResumeProgram of the jobs that wait for the nodes (SLURM_RESUME_FILE, from
 * Slurm 21.08 on).
 *
 * @param jobs in Slurm's order; none when an administrator powered the nodes up
 * @param allNodes all nodes to resume now: those of the jobs and those of nobody's
 */
public record ResumeFile(List<Job> jobs, List<String> allNodes) {
  public ResumeFile {
    jobs = List.copyOf(jobs);
    allNodes = List.copyOf(allNodes);
  }

  /**
   * A job that waits.
   *
   * @param jobId JobId as a number's text; of an array or a heterogeneous job, the element's own
   * @param nodesResume the job's nodes that are to be resumed now: fewer than its nodes when some
   *     are up, or ResumeRate lets the others wait; several jobs can have a node in common
   * @param nodesAlloc all nodes of the job; up to 22.05 Slurm does not tell, then nodesResume
   * @param features the constraint it was submitted with; from 23.02 on
   * @param extra its Extra field; from 23.02 on
   * @param partition where it will run; from 23.02 on
   * @param reservation the reservation it uses; from 23.02 on
   * @param oversubscribe OK, NO, YES, USER or MCS; from 23.02 on
   */
  public record Job(
      String jobId,
      List<String> nodesResume,
      List<String> nodesAlloc,
      Optional<String> features,
      Optional<String> extra,
      Optional<String> partition,
      Optional<String> reservation,
      Optional<String> oversubscribe) {
    public Job {
      nodesResume = List.copyOf(nodesResume);
      nodesAlloc = List.copyOf(nodesAlloc);
    }
  }

  /** What reading gave. */
  public sealed interface Result {

    /**
     * The file.
     *
     * @param problems what was left out of it and why, sentences; the nodes of a job that was left
     *     out are in the program's argument still
     */
    record Read(ResumeFile file, List<String> problems) implements Result {
      public Read {
        problems = List.copyOf(problems);
      }
    }

    /**
     * There is no file to use. The program's argument says which nodes to resume.
     *
     * @param reason one sentence
     */
    record None(String reason) implements Result {}
  }
}
