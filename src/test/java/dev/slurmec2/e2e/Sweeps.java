package dev.slurmec2.e2e;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs change-state again and again, as cron would. */
final class Sweeps implements AutoCloseable {

  /** Cron's minute, made as short as the rest of the tests' times. */
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  /** A sweep takes a second or two. */
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger done = new AtomicInteger();

  private Sweeps() {}

  static Sweeps start(PrivateSlurm slurm) {
    Sweeps sweeps = new Sweeps();
    // What a sweep does shows in Slurm and EC2.
    var unused =
        sweeps.executor.scheduleWithFixedDelay(
            () -> sweeps.sweep(slurm),
            INTERVAL.toMillis(),
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    return sweeps;
  }

  /** How many have ended. */
  int done() {
    return done.get();
  }

  /** Does the action while sweeps run beside it. */
  static void during(PrivateSlurm slurm, Runnable action) {
    Sweeps sweeps = start(slurm);
    try {
      action.run();
    } finally {
      sweeps.close();
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep(PrivateSlurm slurm) {
    try {
      slurm.program("change-state");
    } catch (AssertionError e) {
      // Thrown on, it would silently be the last sweep.
      System.err.println("A sweep did not end: " + e.getMessage());
    }
    done.incrementAndGet();
  }
}
