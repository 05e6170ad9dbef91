package dev.slurmec2.reconcile;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of a sweep. */
public sealed interface SweepResult {

  /**
   * The process's exit code: 0 when all is well or another one does the work, 1 when something
   * failed that the next sweep tries again, 3 when nothing could be done.
   */
  int exitCode();

  /**
   * It ran.
   *
   * @param outcomes one for each finding
   * @param lines what was logged, one for each action; the same in a dry run
   * @param warnings what the sweep could not see or keep: a region, a node's record, StateDir
   * @param blind whether no region at all answered
   */
  record Swept(List<Outcome> outcomes, List<String> lines, List<String> warnings, boolean blind)
      implements SweepResult {
    public Swept {
      outcomes = List.copyOf(outcomes);
      lines = List.copyOf(lines);
      warnings = List.copyOf(warnings);
    }

    /** How many findings came to what. */
    public Map<Outcome.Status, Long> counts() {
      return outcomes.stream()
          .map(Outcome::status)
          .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @Override
    public int exitCode() {
      if (blind) {
        return 3;
      }
      return warnings.isEmpty() && !counts().containsKey(Outcome.Status.FAILED) ? 0 : 1;
    }
  }

  /**
   * Another machine's, or another process's, work.
   *
   * @param why one sentence
   */
  record NotMine(String why) implements SweepResult {
    @Override
    public int exitCode() {
      return 0;
    }
  }

  /**
   * Slurm did not answer: nothing was decided.
   *
   * @param why one sentence
   */
  record Impossible(String why) implements SweepResult {
    @Override
    public int exitCode() {
      return 3;
    }
  }
}
