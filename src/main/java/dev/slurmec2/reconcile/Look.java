package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** One look at Slurm and EC2 for those who only read: nothing is written, no lock is taken. */
final class Look {

  /** As a sweep's: a cluster spans a handful of regions. */
  static final int REGIONS_AT_ONCE = 8;

  private final Configuration configuration;
  private final Slurm slurm;
  private final Ec2Regions regions;
  private final Clock clock;

  Look(Configuration configuration, Slurm slurm, Ec2Regions regions, Clock clock) {
    this.configuration = configuration;
    this.slurm = slurm;
    this.regions = regions;
    this.clock = clock;
  }

  /** What {@code read} makes of a snapshot, or why Slurm gave none. */
  <T> SlurmResult<T> at(String cluster, Function<Snapshot, T> read) {
    ExecutorService pool = pool();
    try {
      return new SnapshotTaker(configuration, slurm, regions, clock).take(cluster, pool).map(read);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Threads that do not keep a process alive whose region does not answer. */
  static ExecutorService pool() {
    return pool(REGIONS_AT_ONCE);
  }

  /** The same, so many. */
  static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "region");
          thread.setDaemon(true);
          return thread;
        });
  }
}
