package dev.slurmec2.config;

/** Whether a job's nodes are worth having when not all of them can be had. */
public enum ScalingStrategy {
  /**
   * Jobs of several nodes get all of them or none; what jobs of one node and nodes of no job need
   * is asked for together.
   */
  BY_JOB("by-job"),
  /** As {@link #BY_JOB}; nodes of no job that are asked for together are all or nothing as well. */
  ALL_OR_NOTHING("all-or-nothing"),
  /** Every node that can be had is kept. */
  BEST_EFFORT("best-effort");

  private final String word;

  ScalingStrategy(String word) {
    this.word = word;
  }

  /** The word in partitions.json. */
  public String word() {
    return word;
  }
}
