package dev.slurmec2.slurm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of an update of several nodes.
 *
 * @param failed why, by node name; every other node was updated
 */
public record UpdateOutcome(Map<String, String> failed) {

  /** Every node was updated. */
  public static final UpdateOutcome ALL_DONE = new UpdateOutcome(Map.of());

  public UpdateOutcome {
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
  }

  /** Whether every node was updated. */
  public boolean allDone() {
    return failed.isEmpty();
  }
}
