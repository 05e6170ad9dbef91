package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resume run that dies between the launch and the end: nothing may stay, and the job runs. */
class KilledResumeIT extends OneClusterTest {

  /** Longer than the test takes to see the instances and to kill. */
  private static final int DELAY_MILLIS = 60_000;

  @TempDir Path jobs;

  @BeforeEach
  void start() {
    // Spare nodes: those that failed are not tried again for a minute.
    cluster =
        Cluster.start(
            "--group",
            "aws/node:6",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5",
            "--grace",
            "10");
  }

  @Test
  void sweeps_finish_or_end_what_a_killed_run_has_launched() throws IOException {
    delay("CreateTags");
    Path output = jobs.resolve("out");
    String job =
        cluster
            .slurm()
            .submit(
                "-p",
                "aws",
                "-N",
                "2",
                "-o",
                output.toString(),
                "--wrap",
                "srun sh -c 'echo $SLURMD_NODENAME'");
    List<Found> launched = cluster.awaitLive(2);

    killResume();
    cluster.sandbox().control("DELETE", "/sandbox/faults", "");

    Sweeps.during(
        cluster.slurm(),
        () -> {
          cluster.awaitDone(job);
          cluster.awaitStates(
              "every node off or down",
              states -> states.values().stream().allMatch(state -> state.matches("(idle|down)~")));
          Await.until(Cluster.LIMIT, "no instance is left", cluster.account()::live, List::isEmpty);
        });
    assertThat(Files.readAllLines(output)).hasSize(2).doesNotHaveDuplicates();
    assertThat(launched).hasSize(2);
  }

  private void delay(String action) {
    cluster
        .sandbox()
        .control(
            "POST",
            "/sandbox/faults",
            "{\"action\":\"" + action + "\",\"delayMillis\":" + DELAY_MILLIS + "}");
  }

  private void killResume() {
    List<ProcessHandle> runs = ProcessHandle.allProcesses().filter(this::isResume).toList();
    assertThat(runs).as("resume runs").isNotEmpty();
    runs.forEach(ProcessHandle::destroyForcibly);
  }

  /** Only this cluster's: its directory is in the environment. */
  private boolean isResume(ProcessHandle process) {
    Path place = Path.of("/proc", Long.toString(process.pid()));
    try {
      String environment = Files.readString(place.resolve("environ"), StandardCharsets.ISO_8859_1);
      String command = Files.readString(place.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      String mark = "SLURM_EC2_PRIVATE_SLURM=" + cluster.slurm().directory();
      return List.of(environment.split("\0", -1)).contains(mark)
          && List.of(command.split("\0", -1)).contains("resume");
    } catch (IOException e) {
      return false; // it has just ended
    }
  }
}
