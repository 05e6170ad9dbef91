package dev.slurmec2.chaos;

/** What ends a worker as kill -9 would: nothing of the suite catches it. */
final class Killed extends Error {
  private static final long serialVersionUID = 1L;

  Killed() {
    super("killed", null, false, false);
  }
}
