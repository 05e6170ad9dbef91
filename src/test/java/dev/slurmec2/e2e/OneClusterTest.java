package dev.slurmec2.e2e;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each test has a cluster of its own, which it starts; it is ended here, also when the test fails.
 */
@Tag("slurm")
@ExtendWith(LogsOfFailures.class)
@SuppressWarnings("NullAway.Init") // set before each test
abstract class OneClusterTest implements LogsOfFailures.Source {
  Cluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  public String logs() {
    return cluster.logs();
  }
}
