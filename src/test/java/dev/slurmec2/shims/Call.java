package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program to be run with exactly the given environment, and nothing on its standard input. */
final class Call {
  /** Far more than any of the scripts takes; only a hang gets here. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * What the program left: its exit code and all that came through its two pipes until they closed.
   */
  record Result(int exitCode, String stdout, String stderr) {}

  private final List<String> command;
  private final Map<String, String> environment = new TreeMap<>();
  private Path directory = Path.of("/");
  private Duration limit = LIMIT;

  private Call(List<String> command) {
    this.command = command;
  }

  static Call of(Object... command) {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    return new Call(words);
  }

  Call with(String key, Object value) {
    environment.put(key, value.toString());
    return this;
  }

  /** As a person, cron or systemd would have it. */
  Call withPath() {
    return with("PATH", "/usr/bin:/bin");
  }

  /** For what runs many programs. */
  Call within(Duration longer) {
    limit = longer;
    return this;
  }

  Call in(Path workingDirectory) {
    directory = workingDirectory;
    return this;
  }

  /** Runs it to its end and until nothing holds its pipes any more. */
  Result run() {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      try {
        CompletableFuture<String> stdout = text(process.getInputStream());
        CompletableFuture<String> stderr = text(process.getErrorStream());
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError("still running after " + limit + ": " + command);
        }
        return new Result(process.exitValue(), textOf(stdout), textOf(stderr));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String textOf(CompletableFuture<String> text) throws InterruptedException {
    try {
      return text.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("a pipe is still held after the end of " + command, e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readAllBytes(), UTF_8);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }
}
