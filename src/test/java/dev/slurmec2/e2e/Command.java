package dev.slurmec2.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end, within a limit. */
final class Command {

  /** Ample for anything but waiting: a loaded machine with two cores starts a JVM in seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** What a command left. */
  record Result(List<String> command, int status, String output, String errors) {

    /** The output; anything but success fails the test with all that was printed. */
    String success() {
      if (status != 0) {
        throw new AssertionError(this);
      }
      return output;
    }
  }

  private Command() {}

  static Result run(Map<String, String> environment, String... command) {
    return run(environment, List.of(command));
  }

  /**
   * @param environment added to the test's own
   */
  static Result run(Map<String, String> environment, List<String> command) {
    try {
      // Files, not pipes: a daemon that inherits a pipe would hold it open for ever.
      Path output = Files.createTempFile("command", ".out");
      Path errors = Files.createTempFile("command", ".err");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              command + " has not ended within " + LIMIT + ": " + Files.readString(errors));
        }
        return new Result(
            command, process.exitValue(), Files.readString(output), Files.readString(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new AssertionError(command + " could not be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted", e);
    }
  }
}
