package dev.slurmec2.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slurmec2.sandbox.engine.InstanceState;
import dev.slurmec2.sandbox.engine.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Launch commands are real programs. */
final class LaunchCommandIT {

  /** Far more than any of these programs needs, on a busy machine too. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Times FAST =
      new Times(
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMinutes(50));

  @TempDir private Path directory;

  private Path script(String... lines) throws IOException {
    Path script = directory.resolve("command");
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private Sandbox start(Path script, boolean endWithCommand) throws IOException {
    return Sandbox.start(
        SandboxOptions.builder()
            .times(FAST)
            .launchCommand(script)
            .endWithCommand(endWithCommand)
            .killAfter(Duration.ofMillis(200))
            .build());
  }

  private static String console(Sandbox sandbox, String id) {
    return sandbox.engine().consoleOutput("us-east-1", id);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private static long number(String console, String name) {
    return Long.parseLong(
        console
            .lines()
            .filter(line -> line.startsWith(name + "="))
            .findFirst()
            .orElseThrow()
            .substring(name.length() + 1));
  }

  @Test
  void a_program_runs_with_its_instance_and_dies_with_it() throws Exception {
    Path script =
        script(
            "echo id=$SANDBOX_INSTANCE_ID ip=$SANDBOX_PRIVATE_IP type=$SANDBOX_INSTANCE_TYPE",
            "echo zone=$SANDBOX_ZONE region=$SANDBOX_REGION subnet=$SANDBOX_SUBNET_ID",
            "echo imds=$AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "sleep 600 & echo child=$!",
            "(setsid sh -c 'trap \"\" TERM; echo orphan=$$; while :; do sleep 1; done' &)",
            "echo own=$$",
            "wait");
    try (Sandbox sandbox = start(script, false);
        Ec2Client ec2 = SdkClients.ec2(sandbox.endpoint())) {
      String id = Fleets.launch(ec2, 1).get(0);
      await(
          "the program's output",
          () -> console(sandbox, id).contains("own=") && console(sandbox, id).contains("orphan="));

      String console = console(sandbox, id);
      assertThat(console)
          .contains("id=" + id + " ip=127.10.0.5 type=c5.large")
          .contains("zone=us-east-1a region=us-east-1 subnet=subnet-11111111")
          .contains("imds=" + sandbox.endpoint() + "/imds/" + id);
      List<Long> all =
          List.of(number(console, "own"), number(console, "child"), number(console, "orphan"));
      assertThat(all).allMatch(LaunchCommandIT::isAlive);

      ec2.terminateInstances(r -> r.instanceIds(id));
      await("the end of its processes", () -> all.stream().noneMatch(LaunchCommandIT::isAlive));
    }
  }

  @Test
  void an_instance_outlives_its_program_unless_they_end_together() throws Exception {
    Path script = script("echo bye", "exit 3");
    try (Sandbox apart = start(script, false);
        Sandbox together = start(script, true);
        Ec2Client first = SdkClients.ec2(apart.endpoint());
        Ec2Client second = SdkClients.ec2(together.endpoint())) {
      String outliving = Fleets.launch(first, 1).get(0);
      String ending = Fleets.launch(second, 1).get(0);

      await(
          "the instance to end with its program",
          () ->
              together.engine().instance(ending).orElseThrow().state() == InstanceState.TERMINATED);
      await("the other program's output", () -> console(apart, outliving).equals("bye\n"));
      assertThat(apart.engine().instance(outliving).orElseThrow().state())
          .isEqualTo(InstanceState.RUNNING);
      assertThat(together.engine().instance(ending).orElseThrow().stateReason())
          .hasValueSatisfying(
              reason -> assertThat(reason.code()).isEqualTo("Client.InstanceInitiatedShutdown"));
    }
  }

  @Test
  void stopping_the_sandbox_ends_every_program() throws Exception {
    Path script = script("trap '' TERM", "echo own=$$", "while :; do sleep 1; done");
    long pid;
    try (Sandbox sandbox = start(script, false);
        Ec2Client ec2 = SdkClients.ec2(sandbox.endpoint())) {
      String id = Fleets.launch(ec2, 1).get(0);
      await("the program's output", () -> console(sandbox, id).contains("own="));
      pid = number(console(sandbox, id), "own");
      assertThat(isAlive(pid)).isTrue();
    }
    await("the program's end", () -> !isAlive(pid));
  }

  @Test
  void a_command_that_cannot_be_run_is_refused_at_the_start() {
    assertThatThrownBy(() -> start(directory.resolve("none"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not an executable file");
  }
}
