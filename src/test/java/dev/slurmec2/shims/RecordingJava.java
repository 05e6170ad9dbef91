package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java home whose bin/java writes down how it was started, instead of running anything. */
final class RecordingJava {
  /** The recording is complete in milliseconds, unless it never comes. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(10);

  @SuppressWarnings("InlineFormatString") // A program is easier to read on its own.
  // The wait for "go" is bounded, so that no failed test leaves it running.
  private static final String PROGRAM =
      """
      #!/bin/sh
      cd '%1$s' || exit
      printf '%%s\\n' "$@" >arguments
      tr '\\0' '\\n' </proc/$$/environ >environment
      read -r stat </proc/$$/stat
      echo "$stat" >stat
      stdin=$(readlink /proc/$$/fd/0) stdout=$(readlink /proc/$$/fd/1) stderr=$(readlink /proc/$$/fd/2)
      printf '%%s\\n' "$stdin" "$stdout" "$stderr" >descriptors
      tries=0
      while [ -e hold ] && [ $tries -lt 300 ]; do
        [ -e started ] || : >started
        sleep 0.1
        tries=$((tries + 1))
      done
      [ -z "${SLURM_RESUME_FILE-}" ] || cat "$SLURM_RESUME_FILE" >resume-file
      echo 'to stdout'
      echo 'to stderr' >&2
      mv arguments done
      exit %2$s
      """;

  private final Path home;

  private RecordingJava(Path home) {
    this.home = home;
  }

  static RecordingJava in(Path home) throws IOException {
    return in(home, "17.0.15", 0);
  }

  static RecordingJava in(Path home, String version, int exitCode) throws IOException {
    Path program = home.resolve("bin/java");
    Installation.write(program, PROGRAM.formatted(home, exitCode));
    Installation.mode(program, "rwxr-xr-x");
    Installation.write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return new RecordingJava(home);
  }

  Path home() {
    return home;
  }

  /** Lets the worker stay until {@link #letGo}. */
  RecordingJava holdWorker() throws IOException {
    Files.createFile(home.resolve("hold"));
    return this;
  }

  void awaitHeld() {
    await("started");
  }

  void letGo() throws IOException {
    Files.delete(home.resolve("hold"));
  }

  boolean isDone() {
    return Files.exists(home.resolve("done"));
  }

  boolean wasStarted() {
    return Files.exists(home.resolve("environment"));
  }

  /** The arguments after -jar and the jar. */
  List<String> arguments() {
    List<String> all = allArguments();
    return all.subList(all.indexOf("-jar") + 2, all.size());
  }

  List<String> allArguments() {
    await("done");
    return lines("done");
  }

  Map<String, String> environment() {
    await("done");
    try (Stream<String> lines = lines("environment").stream()) {
      return lines
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
  }

  /** What descriptors 0, 1 and 2 were. */
  List<String> descriptors() {
    await("done");
    return lines("descriptors");
  }

  /** Of its process group and its session, by /proc/PID/stat of proc(5). */
  long processGroup() {
    return statField(5);
  }

  long session() {
    return statField(6);
  }

  String resumeFile() {
    await("done");
    return String.join("\n", lines("resume-file"));
  }

  private long statField(int number) {
    await("done");
    String stat = lines("stat").get(0);
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(afterName[number - 3]);
  }

  private List<String> lines(String name) {
    try {
      return Files.readAllLines(home.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void await(String name) {
    Path file = home.resolve(name);
    for (long tries = LIMIT.toMillis() / POLL.toMillis(); !Files.exists(file); tries--) {
      if (tries == 0) {
        throw new AssertionError("no " + file + " after " + LIMIT);
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
