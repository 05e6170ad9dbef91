package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.SuiteReason;
import java.util.Optional;

/** Whose word a node's reason is. */
enum Owner {
  /** No reason stands. */
  NOBODY,
  /** The suite's. */
  SUITE,
  /** slurmctld's, for a node that did not answer or did not come. */
  SLURM,
  /** slurmctld's, for what it found on the node. */
  SLURM_FINDING,
  /** Anybody else's. */
  OPERATOR;

  static Owner of(Optional<String> reason) {
    return reason.filter(text -> !text.isBlank()).map(Owner::ofText).orElse(NOBODY);
  }

  private static Owner ofText(String reason) {
    if (SuiteReason.isOurs(reason)) {
      return SUITE;
    }
    if (SuiteReason.isSlurms(reason)) {
      return SLURM;
    }
    return SuiteReason.isSlurmsFinding(reason) ? SLURM_FINDING : OPERATOR;
  }

  /** Whether the suite may take back what was set with this reason. */
  boolean isOursOrSlurms() {
    return this == SUITE || this == SLURM;
  }
}
