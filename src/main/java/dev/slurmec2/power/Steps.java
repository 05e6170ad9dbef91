package dev.slurmec2.power;

import java.util.List;
import java.util.concurrent.Callable;

/** How steps that do not depend on each other are run. */
@FunctionalInterface
public interface Steps {

  /** On a few threads: hides the latency of calls. */
  Steps SIDE_BY_SIDE = Parallel::all;

  /**
   * Runs all steps.
   *
   * @return their values in the order of the steps
   * @throws IllegalStateException when a step threw a checked exception
   */
  <T> List<T> all(List<? extends Callable<T>> steps);
}
