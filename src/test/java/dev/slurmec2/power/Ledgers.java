package dev.slurmec2.power;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.LongPredicate;

/** Launch ledgers of processes that only a test knows. */
public final class Ledgers {
  private Ledgers() {}

  /** The ledger as the process of that id uses it. */
  public static LaunchLedger of(
      Path stateDirectory, InstantSource clock, long processId, LongPredicate processIsAlive) {
    return new LaunchLedger(stateDirectory, clock, processId, processIsAlive);
  }
}
