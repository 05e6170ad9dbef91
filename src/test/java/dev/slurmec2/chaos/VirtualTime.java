package dev.slurmec2.chaos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/**
 * A clock that jumps from event to event, and the workers that sleep on it. Exactly one thread runs
 * at any moment: it hands the baton to the worker whose time has come. So workers interleave at
 * every call and every pause, and the same seed interleaves them alike.
 */
final class VirtualTime extends Clock implements AutoCloseable {
  private record Event(Instant at, long order, Runnable action, Optional<Worker> worker) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private final List<Worker> workers = new ArrayList<>();
  private final ExecutorService threads;
  private final Worker director = new Worker("director", 0, () -> {});
  private final Worker world = new Worker("world", 0, () -> {});
  private final Semaphore closed = new Semaphore(0);
  private Worker running = director;
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private long order;
  private boolean closing;

  /**
   * @param threads unbounded: a worker that waits keeps its thread
   */
  VirtualTime(ExecutorService threads) {
    this.threads = threads;
  }

  /** The worker that runs now; the director while it is none. */
  Worker running() {
    return running;
  }

  boolean isAlive(long workerId) {
    return workers.stream()
        .anyMatch(worker -> worker.id == workerId && !worker.ended && !worker.killed);
  }

  /** How many workers there have been. */
  int workers() {
    return workers.size();
  }

  /** Whether the first so many workers have ended. */
  boolean endedAll(int first) {
    return workers.subList(0, first).stream().allMatch(worker -> worker.ended);
  }

  /** Does something later, on whatever thread runs then; it may not sleep. */
  void after(Duration delay, Runnable action) {
    events.add(new Event(now.plus(delay), order++, action, Optional.empty()));
  }

  /** Starts a worker later. */
  Worker start(String name, Duration delay, Runnable body) {
    Worker worker = new Worker(name, workers.size() + 1L, body);
    workers.add(worker);
    events.add(new Event(now.plus(delay), order++, () -> {}, Optional.of(worker)));
    return worker;
  }

  /** Kills a worker where it sleeps, as kill -9 would; its thread ends at once. */
  void kill(Worker worker) {
    if (!worker.ended && !worker.killed) {
      worker.killed = true;
      events.add(new Event(now, order++, () -> {}, Optional.of(worker)));
    }
  }

  /** Sleeps on the running worker's thread, while others run. */
  void sleep(Duration duration) {
    Worker me = running;
    me.live();
    Instant until = duration.isNegative() ? now : now.plus(duration);
    events.add(new Event(until, order++, () -> {}, Optional.of(me)));
    pump(Optional.of(me));
    me.live();
  }

  /** Runs what is due until it is the worker's turn, or the baton is with another. */
  private void pump(Optional<Worker> me) {
    while (true) {
      Event event = events.remove();
      now = event.at;
      if (event.worker.isEmpty()) {
        running = world;
        event.action.run();
        continue;
      }
      Worker next = event.worker.get();
      if (next.ended) {
        continue; // It was killed before its time came.
      }
      running = next;
      if (me.isPresent() && next == me.get()) {
        return;
      }
      if (next.started || next == director) {
        next.baton.release();
      } else {
        next.started = true;
        threads.execute(() -> live(next));
      }
      me.ifPresent(worker -> worker.baton.acquireUninterruptibly());
      return;
    }
  }

  private void live(Worker worker) {
    try {
      if (!worker.killed) {
        worker.body.run();
      }
    } finally {
      worker.ended = true;
      if (closing) {
        closed.release();
      } else {
        pump(Optional.empty());
      }
    }
  }

  /** Ends the workers that still sleep. */
  @Override
  public void close() {
    closing = true;
    for (Worker worker : workers) {
      if (worker.started && !worker.ended) {
        worker.killed = true;
        running = worker;
        worker.baton.release();
        closed.acquireUninterruptibly();
      }
    }
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("virtual time is UTC");
  }
}
