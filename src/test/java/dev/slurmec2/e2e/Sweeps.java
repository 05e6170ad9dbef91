package dev.slurmec2.e2e;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs change-state again and again, as cron would. */
final class Sweeps {

  /** Cron's minute, made as short as the rest of the tests' times. */
  private static final Duration INTERVAL = Duration.ofSeconds(4);

  /** A sweep takes a second or two. */
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  private Sweeps() {}

  /** Does the action while sweeps run beside it. */
  static void during(PrivateSlurm slurm, Runnable action) {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    try {
      // What a sweep does shows in Slurm and EC2.
      var unused =
          executor.scheduleWithFixedDelay(
              () -> slurm.program("change-state"),
              INTERVAL.toMillis(),
              INTERVAL.toMillis(),
              TimeUnit.MILLISECONDS);
      action.run();
    } finally {
      end(executor);
    }
  }

  private static void end(ScheduledExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
