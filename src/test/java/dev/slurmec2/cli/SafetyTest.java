package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.slurmec2.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the command line refuses, and what it leaves readable. */
class SafetyTest {

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  @AfterEach
  void stopLogging() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  private int run(String... arguments) {
    return Start.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void sandboxListensOnLoopbackOnly(String host) {
    assertThat(run("sandbox", "--host", host)).isEqualTo(2);
    assertThat(err.toString()).contains("loopback");
  }

  @Test
  void configurationThatOthersCanWriteIsNotUsed() throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.writeString(directory.resolve("partitions.json"), "{}");

    assertThat(run("change-state", "--dry-run", "--config-dir", directory.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(file + ": it can be changed by every user", "chmod go-w");
  }

  @Test
  void logsAreForTheOwnerAndTheGroupAlone() throws IOException {
    Path log = directory.resolve("new/slurm-ec2.log");
    LogSetup.toFile(log, Settings.LogLevel.DEBUG, "test");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aLogThatCannotBeOpenedIsSaid() {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      LogSetup.toFile(directory, Settings.LogLevel.ERROR, "test");
    } finally {
      System.setErr(before);
    }

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(
            "cannot write the log file " + directory, "it is a directory", "logging to stderr");
  }

  @Test
  void rotatedLogsAreToo() throws IOException {
    Path log = directory.resolve("slurm-ec2.log");
    for (int i = 0; i < 3; i++) {
      LogSetup.toFile(log, Settings.LogLevel.DEBUG, "test");
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(LogRotation.LARGEST_BYTES);
      }
    }
    LogSetup.toFile(log, Settings.LogLevel.DEBUG, "test");

    try (Stream<Path> logs = Files.list(directory)) {
      assertThat(logs)
          .hasSize(4)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-r-----"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[31mred", "\u009b31mred", "red\b\b\b", "red\rgreen", "\u202ered"})
  void nothingThatIsTypedOrConfiguredReachesTheTerminalUnescaped(String hostile)
      throws IOException {
    Files.writeString(directory.resolve("config.json"), "{\"" + hostile + "\": 1}");
    Files.writeString(
        directory.resolve("partitions.json"),
        "{\"Partitions\": [{\"PartitionName\": \"" + hostile + "\"}]}");

    assertThat(run("status", "--config-dir", directory.toString())).isEqualTo(2);
    assertThat(run("resume", hostile, "--config-dir", directory + "/" + hostile)).isEqualTo(2);
    assertThat(run(hostile)).isEqualTo(2);
    assertThat(run("status", hostile)).isEqualTo(2);

    assertThat(err.toString()).contains("red").doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n]]");
  }
}
