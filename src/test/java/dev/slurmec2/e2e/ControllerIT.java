package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Partition.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** slurmctld does something else in the middle of a resume. */
@Tag("slurm")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ControllerIT {

  @RegisterExtension
  static final SharedCluster CLUSTER =
      SharedCluster.create().partition("reconfigure", 2).partition("restart", 2).sweeping();

  @TempDir Path jobs;

  /** Long enough to be in the middle of it. */
  @BeforeEach
  void launchSlowly() {
    CLUSTER
        .get()
        .sandbox()
        .control("POST", "/sandbox/faults", "{\"action\":\"CreateFleet\",\"delayMillis\":4000}");
    CLUSTER.get().sandbox().control("POST", "/sandbox/times", "{\"bootSeconds\":5}");
  }

  @AfterEach
  void launchAsUsual() {
    CLUSTER.get().sandbox().control("DELETE", "/sandbox/faults", "");
  }

  /** While the instances boot: slurmctld asks every node that has an address. */
  @Test
  void reconfigure_in_the_middle() throws IOException {
    Partition partition = CLUSTER.partition("reconfigure");
    Path output = jobs.resolve("out");
    Job job = partition.submit(output, "echo $SLURM_JOB_NODELIST", "-N", "2");
    partition.awaitLog("Address set: reconfigure-node-1");
    assertThat(partition.state("reconfigure-node-1")).endsWith("#");

    CLUSTER.slurm().command("scontrol", "reconfigure");
    job.awaitDone();

    assertThat(Files.readString(output).strip()).isEqualTo("reconfigure-node-[0-1]");
    partition.awaitNothingLeft();
    if (CLUSTER.slurm().version().isAtLeast(22, 5)) {
      assertThat(partition.instances()).hasSize(2);
    } else {
      // 20.11 forgets when it began to wait, finds ResumeTimeout long over, and asks once more.
      assertThat(partition.instances()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  /** The controller is away while the instances are launched, and cannot be told of them. */
  @Test
  void slurmctld_restart_in_the_middle() throws IOException {
    Partition partition = CLUSTER.partition("restart");
    Path output = jobs.resolve("out");
    Job job = partition.submit(output, "echo $SLURM_JOB_NODELIST", "-N", "2");
    partition.awaitLog("Resume asked for restart-node-[0-1]");

    CLUSTER.slurm().stopController();
    partition.awaitInstance("restart-node-1");
    CLUSTER.slurm().startController();
    job.awaitDone();

    assertThat(Files.readString(output).strip()).isEqualTo("restart-node-[0-1]");
    partition.awaitNothingLeft();
    assertThat(partition.instances()).hasSize(2);
  }
}
