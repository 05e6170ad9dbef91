package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher runs nothing, and reads no environment, that a third user could change. */
final class TrustIT {
  private static final int THIRD_USER = 4321;

  @TempDir Path directory;
  private Installation installation;
  private RecordingJava java;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory.resolve("a b/opt"));
    java = RecordingJava.in(directory.resolve("java/home"));
    Installation.write(directory.resolve("java/home/lib/modules"), "");
    Installation.write(directory.resolve("etc/slurm-ec2.env"), "A=1\n");
    for (String made :
        new String[] {"a b", "a b/opt", "java", "java/home", "java/home/lib", "etc"}) {
      Installation.mode(directory.resolve(made), "rwxr-xr-x");
    }
  }

  private Call call() {
    return Call.of(installation.file("slurm-ec2"), "status")
        .withPath()
        .with("JAVA_HOME", java.home())
        .with("SLURM_EC2_CONFIG_DIR", directory.resolve("etc"));
  }

  private void assertRefused(Path culprit, int exitCode) {
    Call.Result result = call().run();

    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.stderr())
        .contains(culprit + " can be written by others", "Do: chmod go-w '" + culprit + "'")
        .hasLineCount(1);
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void whatOnlyItsOwnerCanChangeIsRun() {
    assertThat(call().run().exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "a b/opt/slurm-ec2.jar, 3",
    "a b/opt, 3",
    "a b, 3",
    "java/home/bin/java, 3",
    "java/home/lib/modules, 3",
    "java/home, 3",
    "java, 3",
    "etc/slurm-ec2.env, 2",
    "etc, 2"
  })
  void aFileOrADirectoryAboveItThatEveryoneCanWriteIsNamed(String place, int exitCode)
      throws IOException {
    Path culprit = directory.resolve(place);
    Installation.mode(culprit, "rwxr-xrwx");

    assertRefused(culprit, exitCode);
  }

  @ParameterizedTest
  @CsvSource({"17.0.15, slurm-ec2-17.0.15.jsa", "25, slurm-ec2-25.aot"})
  void aClassArchiveThatEveryoneCanWriteIsNotLoaded(String version, String name)
      throws IOException {
    java = RecordingJava.in(directory.resolve("java/home"), version, 0);
    Path archive = installation.archive(name, 0);
    assertThat(call().run().exitCode()).isZero();
    Files.delete(java.home().resolve("environment"));

    Installation.mode(archive, "rw-rw-rw-");

    assertRefused(archive, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "java/home", "etc"})
  void aDirectoryOfAThirdUserIsNamed(String place) throws IOException {
    assumeTrue(isRoot(), "only root can give a file to another");
    Path culprit = directory.resolve(place);
    Files.setAttribute(culprit, "unix:uid", THIRD_USER);

    Call.Result result = call().run();

    assertThat(result.exitCode()).isIn(2, 3);
    assertThat(result.stderr())
        .contains(culprit + " belongs to user " + THIRD_USER, "chown root '" + culprit + "'");
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void eachStepOfALinkCounts() throws IOException {
    Path open = Files.createDirectory(directory.resolve("alternatives"));
    Path step = Files.createSymbolicLink(open.resolve("java"), java.home());
    Path link = Files.createSymbolicLink(directory.resolve("default-java"), step);
    assertThat(call().with("JAVA_HOME", link).run().exitCode()).isZero();
    Files.delete(java.home().resolve("environment"));

    Installation.mode(open, "rwxrwxrwx");

    Call.Result result = call().with("JAVA_HOME", link).run();
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stderr()).contains("chmod go-w '" + open + "'");
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void aStickyDirectoryIsAsSafeAsWhatIsInIt() throws IOException {
    Files.setAttribute(directory.resolve("a b"), "unix:mode", 0041777);

    assertThat(call().run().exitCode()).isZero();
  }

  @Test
  void rootsGroupHasWhatRootHasButOtherGroupsHaveNot() throws IOException {
    assumeTrue(isRoot(), "only root can give a file to another group");
    Path opt = installation.file("");
    Installation.mode(opt, "rwxrwxr-x");
    assertThat(call().run().exitCode()).isZero();
    Files.delete(java.home().resolve("environment"));

    Files.setAttribute(opt, "unix:gid", THIRD_USER);

    assertRefused(opt, 3);
  }

  @Test
  void slurmUserMayOwnWhatIsRun() throws IOException {
    assumeTrue(isRoot(), "only root can give a file to another");
    Path slurmConf = Installation.write(directory.resolve("slurm.conf"), "SlurmUser=nobody # no\n");
    Files.setAttribute(installation.file("slurm-ec2.jar"), "unix:uid", userId("nobody"));

    assertThat(call().run().exitCode()).isEqualTo(3);
    assertThat(call().with("SLURM_CONF", slurmConf).run().exitCode()).isZero();
  }

  @Test
  void whatIsWrongIsSaidWithoutTheTerminalsOwnLanguage() throws IOException {
    Path odd = directory.resolve("\u001b[31mred\u009b31m");
    installation = Installation.in(odd);
    Installation.mode(odd, "rwxrwxrwx");

    Call.Result result = call().with("LANG", "C.UTF-8").run();

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stderr()).contains("?[31mred?31m").doesNotContain("\u001b", "\u009b");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Integer userId(String name) throws IOException {
    try (var lines = Files.lines(Path.of("/etc/passwd"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> Integer.valueOf(line.split(":", -1)[2]))
          .findFirst()
          .orElseThrow();
    }
  }
}
