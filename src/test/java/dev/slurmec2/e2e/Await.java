package dev.slurmec2.e2e;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Watches until something is so, within a limit. */
final class Await {

  /** Slurm acts on whole seconds, so looking more often shows no more. */
  private static final Duration INTERVAL = Duration.ofMillis(300);

  private Await() {}

  /** Waits until what is looked at satisfies the condition, and returns it. */
  static <T> T until(Duration limit, String what, Supplier<T> look, Predicate<T> condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      T seen = look.get();
      if (condition.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "Within " + limit.toSeconds() + " s it did not come to: " + what + "; seen: " + seen);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(INTERVAL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The wait was interrupted.", e);
    }
  }
}
