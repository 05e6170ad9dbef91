package dev.slurmec2.ec2;

import dev.slurmec2.time.Sleeper;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How time passes between two attempts; a test holds all three in its hand.
 *
 * @param nanoTime a clock that only goes forward, in nanoseconds
 * @param sleeper what waits
 * @param random from 0 to less than 1, so that many callers do not come back together
 */
record Waiting(LongSupplier nanoTime, Sleeper sleeper, DoubleSupplier random) {

  /** The machine's own. */
  static Waiting real() {
    return new Waiting(
        System::nanoTime, Sleeper.THREAD, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** A start to measure from. */
  Stopwatch start() {
    return new Stopwatch(nanoTime, nanoTime.getAsLong());
  }

  /**
   * Sleeps.
   *
   * @return false if the thread was interrupted (its flag is set again): time to give up
   */
  boolean pause(Duration duration) {
    try {
      sleeper.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Time since a start. */
  record Stopwatch(LongSupplier nanoTime, long startedAt) {
    Duration elapsed() {
      return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
    }

    long elapsedMillis() {
      return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startedAt);
    }
  }
}
