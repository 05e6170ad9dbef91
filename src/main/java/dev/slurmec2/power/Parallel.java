package dev.slurmec2.power;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs independent steps side by side and collects what they give, in order. */
final class Parallel {

  /**
   * So many at once: enough to hide the latency of calls (30 to 100 ms each), few enough not to
   * empty a request bucket of 100 at once.
   */
  static final int AT_ONCE = 8;

  private final IntFunction<ExecutorService> pools;

  /**
   * @param pools makes a pool of so many threads
   */
  Parallel(IntFunction<ExecutorService> pools) {
    this.pools = pools;
  }

  /**
   * Runs all steps.
   *
   * @return their values in the order of the steps
   * @throws IllegalStateException when a step threw, after all others have ended
   */
  <T> List<T> all(List<? extends Callable<T>> steps) {
    if (steps.size() == 1) {
      return List.of(call(steps.get(0)));
    }
    if (steps.isEmpty()) {
      return List.of();
    }
    ExecutorService threads = pools.apply(Math.min(AT_ONCE, steps.size()));
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> step : steps) {
        futures.add(threads.submit(step));
      }
      List<T> values = new ArrayList<>();
      IllegalStateException failure = null;
      for (Future<T> future : futures) {
        try {
          values.add(future.get());
        } catch (ExecutionException e) {
          failure = new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while waiting for EC2", e);
        }
      }
      if (failure != null) {
        throw failure;
      }
      return values;
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T call(Callable<T> step) {
    try {
      return step.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
