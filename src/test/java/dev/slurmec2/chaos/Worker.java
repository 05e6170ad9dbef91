package dev.slurmec2.chaos;

import java.util.concurrent.Semaphore;

/** A process of the suite: one thread, which runs only while it holds the baton. */
final class Worker {
  final String name;
  final long id;
  final Runnable body;
  final Semaphore baton = new Semaphore(0);

  /** What this process has been told; what it does is judged by that. */
  final Told told = new Told();

  boolean started;
  boolean ended;
  boolean killed;

  Worker(String name, long id, Runnable body) {
    this.name = name;
    this.id = id;
    this.body = body;
  }

  /** Throws in the place of everything that a dead process would go on to do. */
  void live() {
    if (killed) {
      throw new Killed();
    }
  }
}
