package dev.slurmec2.reconcile;

/** What one rule says of one node or instance. */
sealed interface Verdict {

  /**
   * The rule does not apply; the next one is asked.
   *
   * @param why for a person who expected it to
   */
  record Pass(String why) implements Verdict {}

  /**
   * The rule applies, and for now nothing is to be done, by any later rule either.
   *
   * @param seen the evidence
   */
  record Hold(String seen) implements Verdict {}

  /**
   * The rule applies.
   *
   * @param seen the evidence
   * @param action what follows
   */
  record Act(String seen, Action action) implements Verdict {}
}
