package dev.slurmec2.ec2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Several calls of one kind at once, to one region. Tasks must not themselves use it. */
final class Parallel implements AutoCloseable {

  /**
   * Calls at once in a region, which is what EC2's token buckets are of. Each takes about a tenth
   * of a second, so eight use some 80 tokens a second at most: full buckets (50 to 100) take that
   * for a moment, and back-off does the rest.
   */
  static final int CALLS_AT_ONCE = 8;

  private final ExecutorService threads;

  Parallel() {
    this(Parallel::threads);
  }

  /**
   * @param pools makes a pool of so many threads
   */
  Parallel(IntFunction<ExecutorService> pools) {
    this.threads = pools.apply(CALLS_AT_ONCE);
  }

  /** Threads that keep no process alive. */
  static ExecutorService threads(int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, "ec2-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Applies the function to each; one alone runs on the caller's thread.
   *
   * @return results in the order of the items
   */
  <T, R> List<R> map(List<T> items, Function<T, R> function) {
    if (items.size() <= 1) {
      return items.stream().map(function).toList();
    }
    List<Future<R>> futures = new ArrayList<>();
    for (T item : items) {
      futures.add(threads.submit(() -> function.apply(item)));
    }
    return futures.stream().map(Parallel::join).toList();
  }

  private static <R> R join(Future<R> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          // Calls end by their own limits. What they did must be known, also now.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A call failed in a way that is not foreseen.", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
