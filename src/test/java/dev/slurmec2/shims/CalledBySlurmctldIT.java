package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shims, started as slurmctld does: 22.05 by power_save.c _run_prog, 23.02 and later by
 * slurmscriptd with run_command.c.
 */
final class CalledBySlurmctldIT {
  private static final String RESUME_FILE =
      "{\"all_nodes_resume\":\"aws-g-[0-1]\",\"jobs\":[{\"job_id\":7}]}";

  @TempDir Path directory;
  private Installation installation;
  private RecordingJava java;
  private Path config;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory.resolve("opt/slurm ec2"));
    java = RecordingJava.in(directory.resolve("jdk"));
    config = directory.resolve("etc");
    Installation.write(config.resolve("slurm-ec2.env"), "JAVA_HOME=" + java.home() + "\n");
    Installation.write(directory.resolve("resume.json"), RESUME_FILE);
  }

  /** An environment of SLURM_CONF and the resume file alone, descriptors 0 to 2 closed. */
  private Call asUpTo2205(String... command) {
    return Call.of(
            Stream.concat(
                    Stream.of(
                        "/bin/sh", "-c", "exec /usr/bin/env -u PWD \"$0\" \"$@\" <&- >&- 2>&-"),
                    Stream.of(command))
                .toArray())
        .with("SLURM_CONF", "/etc/slurm/slurm.conf")
        .with("SLURM_EC2_CONFIG_DIR", config);
  }

  /** /dev/null, a pipe, a process group that is killed as soon as the program has returned. */
  private Call asFrom2302(String... command) {
    String slurmscriptd =
        "set -m; exec 2>/dev/null; env -u PWD -u SHLVL -u _ -u OLDPWD \"$0\" \"$@\" </dev/null 2>&1 & child=$!;"
            + " wait $child; code=$?; kill -KILL -- -$child; exit $code";
    return Call.of(
            Stream.concat(Stream.of("/bin/bash", "-c", slurmscriptd), Stream.of(command)).toArray())
        .with("SLURM_CONF", "/etc/slurm/slurm.conf")
        .with("SLURM_EC2_CONFIG_DIR", config);
  }

  private String program(String name) {
    return installation.file(name).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume", "suspend", "resume-fail"})
  void withClosedDescriptorsTheProgramReturnsWhileItsWorkerRuns(String name) throws IOException {
    java.holdWorker();

    Call.Result result = asUpTo2205(program(name), "aws-g-[0-1]").run();

    assertThat(result).isEqualTo(new Call.Result(0, "", ""));
    java.awaitHeld();
    assertThat(java.isDone()).isFalse();
    java.letGo();
    assertThat(java.arguments()).containsExactly(name, "aws-g-[0-1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"resume", "suspend", "resume-fail"})
  void theWorkerHoldsNoPipeAndOutlivesItsProcessGroup(String name) throws IOException {
    java.holdWorker();

    Call.Result result = asFrom2302(program(name), "aws-g-[0-1]").run();

    assertThat(result).isEqualTo(new Call.Result(0, "", ""));
    java.awaitHeld();
    assertThat(java.isDone()).isFalse();
    java.letGo();
    assertThat(java.arguments()).containsExactly(name, "aws-g-[0-1]");
    assertThat(java.session()).isEqualTo(java.processGroup());
  }

  @RepeatedTest(20)
  void aKillRightAfterTheReturnNeverHitsTheWorker() {
    assertThat(asFrom2302(program("resume"), "aws-g-0").run().exitCode()).isZero();
    assertThat(java.arguments()).containsExactly("resume", "aws-g-0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "busybox"})
  void itIsTheSameWhicheverShellIsSh(String shell) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin", shell)), "no /bin/" + shell + " here");
    installation.runBy(Installation.copyOfShell(shell, directory.resolve("bin/sh")));

    Call call = asUpTo2205(program("resume"), "aws-g-0");
    call.with("SLURM_RESUME_FILE", directory.resolve("resume.json"));

    assertThat(call.run().exitCode()).isZero();
    assertThat(java.arguments()).containsExactly("resume", "aws-g-0");
    assertThat(java.resumeFile()).isEqualTo(RESUME_FILE);
  }

  @Test
  void theWorkerHasTheResumeFileWhenSlurmctldHasNoneAnyMore() throws IOException {
    java.holdWorker();
    Path given = directory.resolve("resume.json");

    asUpTo2205(program("resume"), "aws-g-[0-1]").with("SLURM_RESUME_FILE", given).run();
    Files.writeString(given, "overwritten", UTF_8);
    Files.delete(given);
    java.letGo();

    assertThat(java.resumeFile()).isEqualTo(RESUME_FILE);
  }

  @Test
  void noCopyOfTheResumeFileIsLeftBehind() throws IOException {
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    java.holdWorker();

    asUpTo2205(program("resume"), "aws-g-[0-1]")
        .with("SLURM_RESUME_FILE", directory.resolve("resume.json"))
        .with("TMPDIR", temporary)
        .run();

    assertThat(temporary).isEmptyDirectory();
    java.letGo();
    assertThat(java.resumeFile()).isEqualTo(RESUME_FILE);
  }

  @Test
  void withoutRoomForACopyTheFileItselfStaysOpen() throws IOException {
    asUpTo2205(program("resume"), "aws-g-[0-1]")
        .with("SLURM_RESUME_FILE", directory.resolve("resume.json"))
        .with("TMPDIR", directory.resolve("missing"))
        .run();

    assertThat(java.resumeFile()).isEqualTo(RESUME_FILE);
  }

  @Test
  void aResumeFileThatCannotBeReadLeavesTheListOfNodes() throws IOException {
    asUpTo2205(program("resume"), "aws-g-[0-1]")
        .with("SLURM_RESUME_FILE", "/proc/self/fd/77")
        .run();

    assertThat(java.arguments()).containsExactly("resume", "aws-g-[0-1]");
    assertThat(java.environment()).doesNotContainKey("SLURM_RESUME_FILE");
    assertThat(config.resolve("slurm-ec2.stderr.log"))
        .content()
        .contains("The resume file /proc/self/fd/77 cannot be read");
  }

  @Test
  void theWorkerHasAPathAHomeAnEncodingAndOpenDescriptors() {
    asUpTo2205(program("suspend"), "aws-g-0").run();

    assertThat(java.environment())
        .containsEntry("LANG", "C.UTF-8")
        .containsEntry("HOME", System.getProperty("user.home"))
        .containsEntry("SLURM_CONF", "/etc/slurm/slurm.conf")
        .containsEntry("SLURM_EC2_CONFIG_DIR", config.toString())
        .hasEntrySatisfying("PATH", path -> assertThat(path).contains("/usr/bin"));
    String log = config.resolve("slurm-ec2.stderr.log").toString();
    assertThat(java.descriptors()).isEqualTo(List.of("/dev/null", log, log));
  }

  @Test
  void whatTheWorkerPrintsGoesToTheLogOfLastResort() {
    Path log = directory.resolve("last.log");
    Installation.write(
        config.resolve("slurm-ec2.env"),
        "JAVA_HOME=" + java.home() + "\nSLURM_EC2_LAST_RESORT_LOG=" + log + "\n");

    asUpTo2205(program("suspend"), "aws-g-0").run();

    assertThat(java.arguments()).isNotEmpty();
    assertThat(log).content().isEqualTo("to stdout\nto stderr\n");
  }

  @Test
  void aFullLogOfLastResortMakesRoom() throws IOException {
    Path log = config.resolve("slurm-ec2.stderr.log");
    Files.write(log, new byte[1_048_577]);

    asUpTo2205(program("suspend"), "aws-g-0").run();

    assertThat(java.arguments()).isNotEmpty();
    assertThat(log).hasSize(20);
    assertThat(config.resolve("slurm-ec2.stderr.log.old")).hasSize(1_048_577);
  }

  @Test
  void withoutALogOfLastResortTheWorkerStillRuns() throws IOException {
    java.holdWorker();

    asFrom2302(program("resume"), "aws-g-0")
        .with("SLURM_EC2_LAST_RESORT_LOG", "/dev/null/nothing")
        .run();

    java.awaitHeld();
    java.letGo();
    assertThat(java.arguments()).containsExactly("resume", "aws-g-0");
  }
}
