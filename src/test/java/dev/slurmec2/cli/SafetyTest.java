package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.slurmec2.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    return SlurmEc2Command.run(
        new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
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
}
