package dev.slurmec2.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, one line each, kept only when somebody wants to read it. */
final class Trace {
  private final VirtualTime time;
  private final Instant start;
  private final boolean kept;
  private final List<String> lines = new ArrayList<>();

  Trace(VirtualTime time, boolean kept) {
    this.time = time;
    this.start = time.instant();
    this.kept = kept;
  }

  void say(Supplier<String> what) {
    if (kept) {
      lines.add(
          "%9.3f s  %-13s %s"
              .formatted(
                  Duration.between(start, time.instant()).toMillis() / 1000.0,
                  time.running().name,
                  what.get()));
    }
  }

  List<String> lines() {
    return lines;
  }
}
