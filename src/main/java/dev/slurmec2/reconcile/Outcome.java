package dev.slurmec2.reconcile;

import java.util.Optional;

/**
 * What became of a finding.
 *
 * @param finding what was decided
 * @param status what came of it
 * @param why for what was not done, one sentence
 */
public record Outcome(Finding finding, Status status, Optional<String> why) {

  /** What came of a finding. */
  public enum Status {
    /** It was done; in a dry run, it would be. */
    DONE,
    /** Only said: there is nothing to do. */
    REPORTED,
    /** The node changed while the sweep was thinking: the next sweep looks again. */
    CHANGED_MEANWHILE,
    /** Slurm or EC2 did not do it: the next sweep tries again. */
    FAILED
  }

  static Outcome of(Finding finding, Status status) {
    return new Outcome(finding, status, Optional.empty());
  }

  static Outcome failed(Finding finding, String why) {
    return new Outcome(finding, Status.FAILED, Optional.of(why));
  }
}
