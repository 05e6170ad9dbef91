package dev.slurmec2.slurm;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The controller's jobs, as far as the suite asks and tells it of them. */
public interface SlurmJobs {

  /** Jobs of a controller that does not keep any; for those who manage nodes only. */
  SlurmJobs NONE =
      new SlurmJobs() {
        @Override
        public SlurmResult<List<Job>> find(Collection<String> ids) {
          return new SlurmResult.Ok<>(List.of());
        }

        @Override
        public Map<String, String> change(Collection<String> names, Change change) {
          return Map.of();
        }
      };

  /** These jobs; ids that Slurm does not know any more are missing. One process. */
  SlurmResult<List<Job>> find(Collection<String> ids);

  /**
   * Changes jobs, in few processes.
   *
   * @param names of jobs ({@link Job#name}); for a Notify, their ids
   * @return what Slurm said, by name, where it may not have done it
   */
  Map<String, String> change(Collection<String> names, Change change);

  /**
   * A job.
   *
   * @param id as the resume file names it
   * @param name as commands name this job alone: its id, but {@code 16_3} for a task of an array,
   *     as the id of an array's last task is the whole array's, and {@code 16+1} for a component of
   *     a heterogeneous job
   * @param state Slurm's compact form, as {@code PD}, {@code CF} or {@code R}
   * @param restarts how often it was requeued
   * @param batch whether it was submitted by sbatch; false for srun and salloc
   * @param eligible the time before which Slurm does not try it, in slurmctld's zone; empty if
   *     Slurm shows none
   */
  record Job(
      String id,
      String name,
      String state,
      int restarts,
      boolean batch,
      Optional<LocalDateTime> eligible) {

    /** A job that may be tried at any time. */
    public Job(String id, String name, String state, int restarts, boolean batch) {
      this(id, name, state, restarts, batch, Optional.empty());
    }

    /** Whether it waits to be started. */
    public boolean isPending() {
      return state.equals("PD");
    }
  }

  /** What can be changed. */
  sealed interface Change {

    /** Sets AdminComment, which only SlurmUser and root can (job_mgr.c, _update_job). */
    record AdminComment(String text) implements Change {}

    /** Lets a pending job start no earlier than after the delay. */
    record StartAfter(Duration delay) implements Change {}

    /** Holds a pending job until an administrator releases it. */
    record Hold() implements Change {}

    /** Prints a line on the terminal of srun or salloc. */
    record Notify(String text) implements Change {}
  }
}
