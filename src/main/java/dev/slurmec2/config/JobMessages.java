package dev.slurmec2.config;

import java.time.Duration;

/**
 * What is done for jobs whose nodes cannot be had.
 *
 * @param adminComment AdminComment: whether the job's AdminComment says why
 * @param notifyUser Notify: whether interactive jobs are told by {@code scontrol notify}
 * @param delayRequeue DelayRequeue: whether a job that Slurm would try at once with the same nodes
 *     starts later, and later each time
 * @param firstDelay FirstDelaySeconds: the delay after the first failure
 * @param maxDelay MaxDelaySeconds: the longest delay, not less than the first
 * @param holdOnConfigurationErrors HoldOnConfigurationErrors: whether a job is held when only an
 *     administrator can mend what is wrong
 */
public record JobMessages(
    boolean adminComment,
    boolean notifyUser,
    boolean delayRequeue,
    Duration firstDelay,
    Duration maxDelay,
    boolean holdOnConfigurationErrors) {

  /** Everything is done; delays begin with what Slurm itself waits after a node's failure. */
  public static final JobMessages DEFAULT =
      new JobMessages(true, true, true, Duration.ofMinutes(2), Duration.ofHours(1), true);
}
