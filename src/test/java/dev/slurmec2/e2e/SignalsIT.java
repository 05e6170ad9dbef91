package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.testing.ConfigurationFiles;
import dev.slurmec2.testing.SandboxControl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are told to end while EC2 keeps them waiting: SIGTERM, and SIGINT as by Ctrl-C. */
class SignalsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path directory;

  @BeforeEach
  void writeConfiguration() throws IOException {
    StringBuilder nodes = new StringBuilder();
    for (int index = 0; index < 2; index++) {
      nodes.append(
          ("NodeName=aws-node-%1$d CoresPerSocket=1 CPUAlloc=0 CPUTot=4 CPULoad=N/A Gres=(null)"
                  + " NodeAddr=aws-node-%1$d NodeHostName=aws-node-%1$d RealMemory=1 AllocMem=0"
                  + " FreeMem=N/A Sockets=4 Boards=1 State=IDLE+CLOUD+POWERED_DOWN"
                  + " ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A Partitions=aws"
                  + " BootTime=None\n")
              .formatted(index));
    }
    Files.writeString(directory.resolve("nodes"), nodes);
    ConfigurationFiles.write(
        directory,
        "\"GraceSeconds\": 1,",
        """
        #!/bin/sh
        case $* in
          --version) echo slurm-wlm 22.05.8 ;;
          *ping*) echo "Slurmctld(primary) at localhost is UP" ;;
          *node*) cat %s/nodes ;;
        esac
        """
            .formatted(directory));
  }

  private Process start(URI endpoint, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.slurmec2.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config-dir", directory.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("AWS_ENDPOINT_URL", endpoint.toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", "any");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "any");
    builder.redirectOutput(directory.resolve("out").toFile());
    builder.redirectError(directory.resolve("err").toFile());
    return builder.start();
  }

  private int run(URI endpoint, String... arguments) throws Exception {
    Process process = start(endpoint, arguments);
    try {
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Sandbox sandbox() throws IOException {
    Times at = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    return Sandbox.start(SandboxOptions.builder().times(at).build());
  }

  private static void faults(Sandbox sandbox, String method, String json) {
    SandboxControl.call(sandbox.endpoint(), method, "/sandbox/faults", json);
  }

  private static void signal(Process process, String signal) throws Exception {
    Process kill =
        new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "TERM, 143, resume aws-node-[0-1]",
    "INT,  130, resume aws-node-[0-1]",
    "TERM, 143, suspend aws-node-[0-1]",
    "TERM, 143, change-state",
    "INT,  130, status",
    "INT,  130, teardown --cluster hpc --yes"
  })
  void ends_at_once_without_a_trace(String signal, int exitCode, String arguments)
      throws Exception {
    try (Sandbox sandbox = sandbox()) {
      faults(sandbox, "POST", "{\"action\":\"DescribeInstances\",\"delayMillis\":20000}");
      Process process = start(sandbox.endpoint(), arguments.split(" ", -1));
      try {
        Await.until(
            LIMIT,
            "it waits for EC2",
            () -> calls(sandbox),
            calls -> calls.contains("DescribeInstances"));

        signal(process, signal);

        assertThat(process.exitValue()).isEqualTo(exitCode);
        assertThat(Files.readString(directory.resolve("err"))).doesNotContain("\tat ");
        assertThat(Files.readString(directory.resolve("out"))).isEmpty();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static String calls(Sandbox sandbox) {
    return SandboxControl.call(sandbox.endpoint(), "GET", "/sandbox/calls", "");
  }

  @Test
  void what_a_resume_had_launched_is_ended_by_the_sweep() throws Exception {
    try (Sandbox sandbox = sandbox()) {
      faults(sandbox, "POST", "{\"action\":\"CreateTags\",\"delayMillis\":20000}");
      Process resume = start(sandbox.endpoint(), "resume", "aws-node-[0-1]");
      try {
        Await.until(
            LIMIT,
            "both are launched",
            () -> sandbox.engine().liveInstances().size(),
            live -> live == 2);
        signal(resume, "TERM");
        assertThat(resume.exitValue()).isEqualTo(143);
      } finally {
        resume.destroyForcibly();
      }
      faults(sandbox, "DELETE", "");
      Await.until(
          LIMIT,
          "they are older than GraceSeconds",
          () -> sandbox.engine().liveInstances(),
          live ->
              live.stream()
                  .allMatch(one -> one.launchTime().plusSeconds(2).isBefore(Instant.now())));

      int swept = run(sandbox.endpoint(), "change-state");
      assertThat(swept).as(Files.readString(directory.resolve("aws.log"))).isZero();

      assertThat(sandbox.engine().liveInstances()).isEmpty();
    }
  }
}
