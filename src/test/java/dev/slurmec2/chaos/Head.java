package dev.slurmec2.chaos;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeNameTags;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A host with a slurmctld: its StateDir and its clock. */
final class Head {
  final String name;
  final Path stateDir;
  final Configuration configuration;
  final Clock clock;

  /** Whether the machine runs. */
  boolean up = true;

  /** Whether its slurmctld runs. */
  boolean controls = true;

  /** How far its clock is ahead of true time. */
  Duration offset = Duration.ZERO;

  Head(String name, Path stateDir, Clock time, int bootFailureLimit, NodeNameTags nameTags) {
    this.name = name;
    this.stateDir = stateDir;
    this.configuration = Cluster.configuration(stateDir, bootFailureLimit, nameTags);
    this.clock = new SkewedClock(time);
  }

  private final class SkewedClock extends Clock {
    private final Clock time;

    SkewedClock(Clock time) {
      this.time = time;
    }

    @Override
    public Instant instant() {
      return time.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("the head nodes' clocks are UTC");
    }
  }
}
