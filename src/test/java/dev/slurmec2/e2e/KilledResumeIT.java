package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    String job = cluster.submit(output, "srun sh -c 'echo $SLURMD_NODENAME'", "-N", "2");
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

  @Test
  void the_first_sweep_makes_use_of_a_node_that_registered_before_anybody_told_its_address()
      throws IOException {
    Path reached = jobs.resolve("reached");
    String config = hangBeforeAddresses(reached);
    Path output = jobs.resolve("out");
    String job = cluster.submit(output, "srun sh -c 'echo $SLURMD_NODENAME'");
    Await.until(
        Cluster.LIMIT,
        "resume tells the address",
        () -> Files.exists(reached),
        Boolean::booleanValue);
    killResume();
    cluster.slurm().edit("config.json", text -> config);
    cluster.awaitStates(
        "the node has registered",
        states -> !states.getOrDefault("aws-node-0", "#").matches(".*[#~]"));

    Sweeps.during(
        cluster.slurm(),
        () -> {
          cluster.awaitDone(job);
          cluster.awaitNothingLeft();
        });
    assertThat(Files.readAllLines(output)).containsExactly("aws-node-0");
  }

  /** From now on the suite's scontrol hangs where it is to tell addresses; returns config.json. */
  private String hangBeforeAddresses(Path reached) throws IOException {
    PrivateSlurm slurm = cluster.slurm();
    String config = Files.readString(slurm.configDirectory().resolve("config.json"));
    Matcher place = Pattern.compile("\"SlurmBinPath\": \"([^\"]+)\"").matcher(config);
    assertThat(place.find()).isTrue();
    Path hanging = Files.createDirectory(slurm.directory().resolve("hanging"));
    Path scontrol = hanging.resolve("scontrol");
    Files.writeString(
        scontrol,
        """
        #!/bin/sh
        case $* in *nodeaddr=*) : >%s; exec sleep 60 ;; esac
        exec %s/scontrol "$@"
        """
            .formatted(reached, place.group(1)));
    Files.setPosixFilePermissions(scontrol, PosixFilePermissions.fromString("rwxr-xr-x"));
    slurm.edit(
        "config.json",
        text -> text.replace(place.group(), "\"SlurmBinPath\": \"" + hanging + "\""));
    return config;
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
