package dev.slurmec2.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when it is told to. */
public final class TestClock implements InstantSource {

  private Instant now = Instant.parse("2026-11-21T08:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public synchronized void pass(Duration duration) {
    now = now.plus(duration);
  }

  /** Lets seconds pass. */
  public void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }
}
