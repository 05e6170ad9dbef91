package dev.slurmec2.ec2;

import dev.slurmec2.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only by sleeping, at once. */
final class FakeTime implements Sleeper {
  private final AtomicLong nanos = new AtomicLong();
  final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @Override
  public void sleep(Duration duration) {
    pauses.add(duration);
    nanos.addAndGet(duration.toNanos());
  }

  /** Waits with half of the random part. */
  Waiting waiting() {
    return new Waiting(nanos::get, this, () -> 0.5);
  }

  /** A clock that shows the same time. */
  InstantSource clock() {
    return () -> Instant.EPOCH.plusNanos(nanos.get());
  }

  Duration passed() {
    return Duration.ofNanos(nanos.get());
  }
}
