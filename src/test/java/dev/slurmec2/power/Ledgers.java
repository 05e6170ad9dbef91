package dev.slurmec2.power;

import dev.slurmec2.reconcile.RegionProfile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Launch ledgers of processes that only a test knows. */
public final class Ledgers {
  private Ledgers() {}

  /** The ledger as the process of that id uses it. */
  public static LaunchLedger of(
      Path stateDirectory, InstantSource clock, long processId, LongPredicate processIsAlive) {
    return new LaunchLedger(stateDirectory, clock, processId, processIsAlive);
  }

  /** An instance of us-east-1, as a ledger remembers it. */
  static NodeInstance instance(String id) {
    return new NodeInstance(id, new RegionProfile("us-east-1", Optional.empty()), Optional.empty());
  }
}
