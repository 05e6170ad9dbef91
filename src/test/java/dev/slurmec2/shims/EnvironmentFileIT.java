package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** slurm-ec2.env: what is taken from it, and what is refused. */
final class EnvironmentFileIT {
  @TempDir Path directory;
  private Installation installation;
  private RecordingJava java;
  private Path file;

  @BeforeEach
  void install() throws IOException {
    installation = Installation.in(directory.resolve("opt"));
    java = RecordingJava.in(directory.resolve("jdk"));
    file = directory.resolve("etc/slurm-ec2.env");
  }

  private Call.Result runWith(String lines) {
    Installation.write(file, lines);
    return run();
  }

  private Call.Result run() {
    return Call.of(installation.file("slurm-ec2"), "resume", "aws-g-0")
        .withPath()
        .with("JAVA_HOME", java.home())
        .with("AWS_PROFILE", "of-the-caller")
        .with("SLURM_EC2_CONFIG_DIR", directory.resolve("etc"))
        .in(directory)
        .run();
  }

  static Stream<Arguments> goodLines() {
    return Stream.of(
        arguments("AWS_PROFILE=hpc", "hpc"),
        arguments("  export AWS_PROFILE=hpc  \r", "hpc"),
        arguments("AWS_PROFILE= hpc # not this", "hpc"),
        arguments("AWS_PROFILE=two words", "two words"),
        arguments("AWS_PROFILE=http://a/#b", "http://a/#b"),
        arguments("AWS_PROFILE='it is $HOME # 1'  # note", "it is $HOME # 1"),
        arguments("AWS_PROFILE=\"a \\\"b\\\" \\\\ \\n $HOME\"", "a \"b\" \\ \\n $HOME"),
        arguments("AWS_PROFILE=a=b", "a=b"),
        arguments("AWS_PROFILE=", ""),
        arguments("AWS_PROFILE=''", ""),
        arguments("AWS_PROFILE=*", "*"),
        arguments("AWS_PROFILE=a\\", "a\\"),
        arguments("AWS_PROFILE=é", "é"),
        arguments("AWS_PROFILE=first\nAWS_PROFILE=last", "last"),
        arguments("# AWS_PROFILE=x\n\n   \n#", "of-the-caller"));
  }

  @ParameterizedTest
  @MethodSource("goodLines")
  void aGoodLineIsTakenAndWinsOverTheCaller(String lines, String value) {
    assertThat(runWith(lines + "\n").stderr()).isEqualTo("to stderr\n");
    assertThat(java.environment()).containsEntry("AWS_PROFILE", value);
  }

  @Test
  void theLastLineNeedsNoEnd() {
    runWith("A=1\nhttps_proxy=http://proxy:3128");

    assertThat(java.environment())
        .containsEntry("A", "1")
        .containsEntry("https_proxy", "http://proxy:3128");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A=$(touch pwned)",
        "A=`touch pwned`",
        "A=\"$(touch pwned)\"",
        "A='; touch pwned; '",
        "A=;touch pwned",
        "A=&touch pwned",
        "A=x|touch pwned",
        "A=\\$(touch pwned)",
        "A=${IFS$(touch pwned)}",
        "$(touch pwned)=a",
        "A$(touch pwned)=a",
        "A[$(touch pwned)]=a",
        "touch pwned",
        "; touch pwned",
        "'; touch pwned; '=a",
        "A='x'; touch pwned",
        "A=\"x\"\"$(touch pwned)\"",
        "A=%s%n$(touch pwned)",
        "A=-e $(touch pwned)",
      })
  void nothingInItIsEverRun(String line) throws IOException {
    Call.Result result = runWith(line + "\n");

    assertThat(result.exitCode()).isIn(0, 2);
    if (result.exitCode() == 0) {
      // What was taken, was taken as it stands.
      String value = line.substring(line.indexOf('=') + 1).replaceAll("^['\"]|['\"]$", "");
      assertThat(java.environment()).containsEntry("A", value);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.map(Path::getFileName).map(Path::toString)).doesNotContain("pwned");
    }
  }

  @Test
  void allBadLinesAreReportedByNumberAndNothingIsStarted() {
    Call.Result result =
        runWith(
            """
            AWS_PROFILE=fine
            just words
            aws_profile=x
            A B=x
            1A=x
            =x
            A='open
            A="open
            A='x' y
            A="x"y
            IFS=x
            SLURM_EC2_CONFIG_DIR=/x
            A=bell\u0007
            AWS_SECRET_ACCESS_KEY: hush
            """);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stdout()).isEmpty();
    List<String> lines = result.stderr().lines().toList();
    assertThat(lines).hasSize(13).allMatch(line -> line.contains(file + ", line "));
    assertThat(lines.get(0)).endsWith("line 2: expected KEY=VALUE, a comment or nothing.");
    assertThat(lines.get(12)).contains("line 14:");
    assertThat(result.stderr()).doesNotContain("hush");
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void aFileThatIsFarTooLongIsGivenUp() {
    Call.Result result = runWith("A=1\n".repeat(1001));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("line 1001: the file has more than 1000 lines");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rwxrwxrwx"})
  void aFileThatOthersCanWriteIsRefused(String permissions) throws IOException {
    Installation.write(file, "A=1\n");
    Installation.mode(file, permissions);

    Call.Result result = run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("can be written by others", "chmod go-w '" + file + "'");
    assertThat(java.wasStarted()).isFalse();
  }

  @Test
  void aLinkToAFileThatOthersCanWriteIsRefused() throws IOException {
    Path real = Installation.write(directory.resolve("etc/real"), "A=1\n");
    Installation.mode(real, "rw-rw-rw-");
    Files.createSymbolicLink(file, real);

    assertThat(run().exitCode()).isEqualTo(2);
  }

  @Test
  void aFileOfAThirdUserIsRefused() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can give a file to another");
    Installation.write(file, "A=1\n");
    Files.setAttribute(file, "unix:uid", 4321);

    Call.Result result = run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("belongs to user 4321");
  }

  @Test
  void aDirectoryInItsPlaceIsReported() throws IOException {
    Files.createDirectories(file);

    Call.Result result = run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("is not a file that user");
  }
}
