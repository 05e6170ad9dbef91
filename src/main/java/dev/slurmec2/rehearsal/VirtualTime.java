package dev.slurmec2.rehearsal;

import dev.slurmec2.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/**
 * A clock that jumps to the next moment at which anybody wakes up. Exactly one thread runs at any
 * moment, the others sleep on this clock or wait for a future of {@link #pool}; so what is run
 * twice runs alike. For the thread that made it and those of its pools, and for no others; none of
 * them may sleep here while it holds a lock that another wants.
 */
final class VirtualTime implements InstantSource, Sleeper {

  /** A thread that will go on. */
  private record Waking(Instant at, long order, Semaphore baton) {}

  private final PriorityQueue<Waking> wakings =
      new PriorityQueue<>(Comparator.comparing(Waking::at).thenComparingLong(Waking::order));
  private final Instant start;
  private Instant now;
  private long order;

  /**
   * @param start what time it is at first
   */
  VirtualTime(Instant start) {
    this.start = start;
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Time since the start, in nanoseconds. */
  long nanoTime() {
    return elapsed().toNanos();
  }

  /** Time since the start. */
  Duration elapsed() {
    return Duration.between(start, now);
  }

  @Override
  public void sleep(Duration duration) {
    Semaphore baton = new Semaphore(0);
    wake(baton, duration.isNegative() ? Duration.ZERO : duration);
    pass();
    baton.acquireUninterruptibly();
  }

  /** A pool of so many threads that live in this time. */
  ExecutorService pool(int threads) {
    return new VirtualPool(this, threads);
  }

  /** Starts a thread that runs when all others have come to wait. */
  void start(Runnable body) {
    Semaphore baton = new Semaphore(0);
    wake(baton, Duration.ZERO);
    Thread thread =
        new Thread(
            () -> {
              baton.acquireUninterruptibly();
              try {
                body.run();
              } finally {
                pass();
              }
            },
            "rehearsal");
    thread.setDaemon(true);
    thread.start();
  }

  private void wake(Semaphore baton, Duration in) {
    wakings.add(new Waking(now.plus(in), order++, baton));
  }

  private void pass() {
    Waking next = wakings.remove();
    now = next.at();
    next.baton().release();
  }

  /** Something that happens once, and those who wait for it. */
  final class Event {
    private final Deque<Semaphore> waiting = new ArrayDeque<>();
    private boolean happened;

    /** Waits until it has happened. */
    void await() {
      if (!happened) {
        Semaphore baton = new Semaphore(0);
        waiting.add(baton);
        pass();
        baton.acquireUninterruptibly();
      }
    }

    /** Lets those who wait go on, once this thread waits itself. */
    void happen() {
      happened = true;
      while (!waiting.isEmpty()) {
        wake(waiting.remove(), Duration.ZERO);
      }
    }
  }
}
