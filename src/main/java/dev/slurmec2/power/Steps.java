package dev.slurmec2.power;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/** How steps that do not depend on each other are run. */
@FunctionalInterface
public interface Steps {

  /** On a few threads: hides the latency of calls. */
  Steps SIDE_BY_SIDE = on(Executors::newFixedThreadPool);

  /**
   * On a few threads of somebody else's making.
   *
   * @param pools makes a pool of so many threads; it is shut down after use
   */
  static Steps on(IntFunction<ExecutorService> pools) {
    return new Parallel(pools)::all;
  }

  /**
   * Runs all steps.
   *
   * @return their values in the order of the steps
   * @throws IllegalStateException when a step threw a checked exception
   */
  <T> List<T> all(List<? extends Callable<T>> steps);
}
