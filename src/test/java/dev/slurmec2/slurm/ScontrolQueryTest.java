package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScontrolQueryTest {

  @SuppressWarnings("UnusedVariable") // read by @FieldSource
  static final List<String> VERSIONS = Recorded.VERSIONS;

  private static final CommandResult UNREACHABLE =
      new CommandResult.Exited(
          1, "", "slurm_load_node error: Unable to contact slurm controller (connect failure)\n");

  private static Scontrol scontrol(CommandRunner runner) {
    return new Scontrol(Path.of("/opt/slurm/bin"), runner);
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void readsAllNodesInOneProcess(String version) {
    FakeRunner runner = FakeRunner.always(FakeRunner.printed(Recorded.file(version, "all.txt")));

    assertThat(ok(scontrol(runner).nodes()).byName()).hasSize(20);
    assertThat(runner.calls()).containsExactly(List.of("--oneliner", "--all", "show", "node"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SlurmctldHost=head                               | false",
        "slurmctldhost = head(10.0.0.1) ClusterName=c     | false",
        "ControlMachine=head                              | false",
        "SlurmctldHost=head\\nSlurmctldHost=other       | true",
        "SlurmctldHost=head\\nInclude more.conf         | true",
        "ControlMachine=head\\nBackupController=other   | true",
        "ClusterName=c                                    | true",
        "#SlurmctldHost=head                              | true"
      })
  void oneControllerInSlurmConfIsTheOneInCharge(
      String text, boolean mayHaveBackup, @TempDir Path directory) throws IOException {
    Path conf =
        Files.writeString(directory.resolve("slurm.conf"), text.replace("\\n", "\n") + "\n");
    FakeRunner runner = FakeRunner.always(UNREACHABLE);

    assertThat(new Scontrol(Path.of("/bin"), runner, Optional.of(conf)).mayHaveBackup())
        .isEqualTo(mayHaveBackup);
    assertThat(runner.calls()).isEmpty();
  }

  @Test
  void withoutASlurmConfThereMayBeABackup(@TempDir Path directory) {
    FakeRunner runner = FakeRunner.always(UNREACHABLE);
    Optional<Path> missing = Optional.of(directory.resolve("slurm.conf"));

    assertThat(scontrol(runner).mayHaveBackup()).isTrue();
    assertThat(new Scontrol(Path.of("/bin"), runner, missing).mayHaveBackup()).isTrue();
  }

  @Test
  void asksForSomeNodesByAFoldedList() {
    FakeRunner runner = FakeRunner.always(FakeRunner.printed(Recorded.file("22.05", "all.txt")));

    NodeRecords records =
        ok(scontrol(runner).nodes(List.of("aws-node-3", "aws-node-1", "aws-node-2")));

    assertThat(records.byName()).containsOnlyKeys("aws-node-1", "aws-node-2", "aws-node-3");
    assertThat(runner.calls())
        .containsExactly(List.of("--oneliner", "--all", "show", "node", "aws-node-[1-3]"));
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void anUnknownNodeIsSimplyMissing(String version) {
    String unknown = Recorded.file(version, "unknown-node.txt").lines().findFirst().orElseThrow();
    String known = Recorded.file(version, "idle-up.txt");
    FakeRunner runner = FakeRunner.always(new CommandResult.Exited(1, known + unknown + "\n", ""));

    assertThat(ok(scontrol(runner).nodes(List.of("aws-node-2", "nosuch"))).byName())
        .containsOnlyKeys("aws-node-2");
  }

  @Test
  void manyNamesAreOneProcessStill() {
    FakeRunner runner = FakeRunner.always(FakeRunner.printed(Recorded.file("22.05", "all.txt")));

    NodeRecords records =
        ok(
            scontrol(runner)
                .nodes(IntStream.range(5, 3_005).mapToObj(i -> "aws-node-" + i).toList()));

    assertThat(records.byName()).hasSize(15).doesNotContainKey("aws-node-4");
    assertThat(runner.calls()).containsExactly(List.of("--oneliner", "--all", "show", "node"));
  }

  @Test
  void noNamesNeedNoProcess() {
    FakeRunner runner = FakeRunner.always(UNREACHABLE);

    assertThat(ok(scontrol(runner).nodes(List.of())).byName()).isEmpty();
    assertThat(runner.calls()).isEmpty();
  }

  @Test
  void aControllerThatDoesNotAnswerIsAFailure() {
    Scontrol scontrol = scontrol(FakeRunner.always(UNREACHABLE));

    assertThat(failed(scontrol.nodes()).kind()).isEqualTo(SlurmResult.Kind.UNREACHABLE);
    assertThat(failed(scontrol.nodes(List.of("n1"))).kind())
        .isEqualTo(SlurmResult.Kind.UNREACHABLE);
    assertThat(failed(scontrol.configuration()).message())
        .isEqualTo(
            "/opt/slurm/bin/scontrol show config failed with status 1:"
                + " slurm_load_node error: Unable to contact slurm controller (connect failure)");
  }

  @Test
  void otherEndsOfACommandAreFailuresOfTheirKind() {
    assertThat(
            failed(scontrol(FakeRunner.always(new CommandResult.NotStarted("gone"))).nodes())
                .kind())
        .isEqualTo(SlurmResult.Kind.NO_PROGRAM);
    assertThat(
            failed(scontrol(FakeRunner.always(new CommandResult.Killed("was killed"))).nodes())
                .kind())
        .isEqualTo(SlurmResult.Kind.TIMED_OUT);
    assertThat(
            failed(
                    scontrol(
                            FakeRunner.always(
                                new CommandResult.Exited(
                                    1,
                                    "",
                                    "scontrol: fatal: Unable to process configuration file")))
                        .nodes(List.of("n1")))
                .kind())
        .isEqualTo(SlurmResult.Kind.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "slurm 20.11.9, 20.11.9",
    "slurm-wlm 22.05.8, 22.05.8",
    "slurm 25.11.0-0rc1, 25.11.0",
  })
  void readsTheVersionOnce(String printed, String expected) {
    FakeRunner runner = FakeRunner.always(FakeRunner.printed(printed + "\n"));
    Scontrol scontrol = scontrol(runner);

    assertThat(ok(scontrol.version())).hasToString(expected);
    assertThat(ok(scontrol.version())).hasToString(expected);
    assertThat(runner.calls()).containsExactly(List.of("--version"));
  }

  @Test
  void aVersionThatIsNoneIsAFailure() {
    assertThat(failed(scontrol(FakeRunner.always(FakeRunner.printed("hello\n"))).version()))
        .satisfies(failed -> assertThat(failed.message()).contains("\"hello\""));
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void readsThePingOfOneController(String version) {
    FakeRunner runner = FakeRunner.always(FakeRunner.printed(Recorded.file(version, "ping.txt")));

    assertThat(ok(scontrol(runner).controllers()))
        .containsExactly(new Slurm.Controller("vm", "primary", true));
  }

  @Test
  void readsThePingOfSeveralControllers() {
    String printed =
        """
        Slurmctld(primary) at head1 is DOWN
        Slurmctld(backup1) at head2.example.org is UP
        Slurmctld(backup2) at head3 is UP
        *****************************************
        ** RESTORE SLURMCTLD DAEMON TO SERVICE **
        *****************************************
        """;

    assertThat(ok(scontrol(FakeRunner.always(FakeRunner.printed(printed))).controllers()))
        .containsExactly(
            new Slurm.Controller("head1", "primary", false),
            new Slurm.Controller("head2.example.org", "backup1", true),
            new Slurm.Controller("head3", "backup2", true));
  }

  @Test
  void controllersThatAreAllDownAreAnAnswer() {
    CommandResult down =
        new CommandResult.Exited(
            1, "Slurmctld(primary) at h1 is DOWN\nSlurmctld(backup) at h2 is DOWN\n", "");

    assertThat(ok(scontrol(FakeRunner.always(down)).controllers()))
        .extracting(Slurm.Controller::up)
        .containsExactly(false, false);
  }

  @Test
  void aPingWithoutAControllerIsAFailure() {
    assertThat(failed(scontrol(FakeRunner.always(UNREACHABLE)).controllers()).kind())
        .isEqualTo(SlurmResult.Kind.UNREACHABLE);
    assertThat(
            failed(scontrol(FakeRunner.always(new CommandResult.NotStarted("x"))).controllers())
                .kind())
        .isEqualTo(SlurmResult.Kind.NO_PROGRAM);
  }

  @Test
  void readsTheConfiguration() {
    String printed =
        """
        Configuration data as of 2026-11-21T08:16:41
        AccountingStorageBackupHost = (null)
        ClusterName             = demo
        LaunchParameters        =\s
        PriorityWeightTRES      = cpu=1,mem=2
        SlurmctldHost[0]        = vm
        SlurmctldParameters     = idle_on_node_suspend,cloud_dns

        Cgroup Support Configuration:
        AllowedRAMSpace         = 100.0%
        ClusterName             = other

        Slurmctld(primary) at vm is UP
        """;

    assertThat(ok(scontrol(FakeRunner.always(FakeRunner.printed(printed))).configuration()))
        .containsExactly(
            Map.entry("AccountingStorageBackupHost", "(null)"),
            Map.entry("ClusterName", "demo"),
            Map.entry("LaunchParameters", ""),
            Map.entry("PriorityWeightTRES", "cpu=1,mem=2"),
            Map.entry("SlurmctldHost[0]", "vm"),
            Map.entry("SlurmctldParameters", "idle_on_node_suspend,cloud_dns"),
            Map.entry("AllowedRAMSpace", "100.0%"));
  }

  private static <T> T ok(SlurmResult<T> result) {
    assertThat(result).isInstanceOf(SlurmResult.Ok.class);
    return ((SlurmResult.Ok<T>) result).value();
  }

  private static <T> SlurmResult.Failed<T> failed(SlurmResult<T> result) {
    assertThat(result).isInstanceOf(SlurmResult.Failed.class);
    return (SlurmResult.Failed<T>) result;
  }
}
