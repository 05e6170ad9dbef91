package dev.slurmec2.reconcile;

import java.time.Duration;

/** How often EC2 has to show the same before an absence is believed. */
final class Looks {

  /**
   * The least time between two sweeps that both miss an instance. EC2 is eventually consistent, and
   * an answer may lack what is there; half of the timer's minute makes it two answers, not one
   * answer asked for twice.
   */
  static final Duration APART = Duration.ofSeconds(30);

  private Looks() {}
}
