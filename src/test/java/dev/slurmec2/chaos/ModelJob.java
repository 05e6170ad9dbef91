package dev.slurmec2.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A batch job that may be requeued. */
final class ModelJob {
  enum State {
    PENDING,
    CONFIGURING,
    RUNNING,
    DONE
  }

  final int id;

  /** Names that it may run on. */
  final List<String> candidates;

  final int size;
  final Duration runTime;
  final List<ModelNode> nodes = new ArrayList<>();
  State state = State.PENDING;
  Instant begin;
  Instant end = Instant.MAX;

  ModelJob(int id, List<String> candidates, int size, Duration runTime, Instant begin) {
    this.id = id;
    this.candidates = List.copyOf(candidates);
    this.size = size;
    this.runTime = runTime;
    this.begin = begin;
  }

  @Override
  public String toString() {
    return "job " + id + " " + state + " of " + size + " node(s) " + nodes;
  }
}
