package dev.slurmec2.power;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a run.
 *
 * @param done how many nodes are as Slurm wants them
 * @param failed why, by node, for the others
 * @param hopeless nothing at all could be done: no controller, no credentials, or no EC2
 */
public record PowerOutcome(int done, Map<String, String> failed, boolean hopeless) {
  public PowerOutcome {
    failed = new TreeMap<>(failed);
  }

  /** Every node is as Slurm wants it. */
  public boolean complete() {
    return failed.isEmpty();
  }
}
