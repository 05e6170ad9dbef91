package dev.slurmec2.cli;

import dev.slurmec2.power.PowerOutcome;

/** What the process's exit code says; the same for all subcommands. */
final class ExitCodes {
  /** Everything was done. */
  static final int DONE = 0;

  /** Something failed and was dealt with: nodes told to Slurm, leftovers ended. */
  static final int FAILED_IN_PART = 1;

  /** Wrong usage or a wrong configuration; nothing was changed. */
  static final int USAGE_OR_CONFIGURATION = 2;

  /** Nothing could be done: no controller, no credentials, no EC2. */
  static final int NOTHING_DONE = 3;

  private ExitCodes() {}

  static int of(PowerOutcome outcome) {
    if (outcome.hopeless()) {
      return NOTHING_DONE;
    }
    return outcome.complete() ? DONE : FAILED_IN_PART;
  }
}
