package dev.slurmec2.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs one of Slurm's commands and says why it failed. */
final class SlurmCommand {

  /**
   * The time that a command gets. A healthy controller answers in milliseconds. A busy one may let
   * its client wait MessageTimeout (10 s by default) for each controller in turn, and some versions
   * answer nobody while they reconfigure. A client whose slurm.conf is missing gives up by itself
   * after 60 s and says so: that message is worth the wait.
   */
  static final Duration TIME_LIMIT = Duration.ofSeconds(65);

  /** So much of an error text goes into a message. */
  private static final int SHOWN = 500;

  /** So much of a command line goes into a message; lists of nodes can be long. */
  private static final int SHOWN_COMMAND = 160;

  /** What clients print when no controller answered (src/common/slurm_errno.c). */
  private static final List<String> UNREACHABLE =
      List.of(
          "unable to contact slurm controller",
          "socket timed out",
          "zero bytes were transmitted",
          "standby mode",
          "connection refused",
          "connection timed out",
          "could not establish a configuration source");

  private final String program;
  private final CommandRunner runner;

  SlurmCommand(Path binDirectory, String name, CommandRunner runner) {
    this.program = binDirectory.resolve(name).toString();
    this.runner = runner;
  }

  /** Runs it; any end by itself is Ok, whatever its status. */
  SlurmResult<CommandResult.Exited> run(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    CommandResult result = runner.run(command, TIME_LIMIT);
    if (result instanceof CommandResult.Exited exited) {
      return new SlurmResult.Ok<>(exited);
    }
    if (result instanceof CommandResult.Killed killed) {
      return failed(SlurmResult.Kind.TIMED_OUT, "%s %s.".formatted(shown(arguments), killed.why()));
    }
    CommandResult.NotStarted notStarted = (CommandResult.NotStarted) result;
    return failed(
        SlurmResult.Kind.NO_PROGRAM,
        "%s cannot be run: %s. Is SlurmBinPath in config.json the directory of Slurm's commands?"
            .formatted(program, notStarted.why()));
  }

  /** The failure of a command that ended with a status other than 0. */
  <T> SlurmResult<T> failure(List<String> arguments, CommandResult.Exited exited) {
    String words = words(exited);
    SlurmResult.Kind kind =
        isUnreachable(words) ? SlurmResult.Kind.UNREACHABLE : SlurmResult.Kind.REFUSED;
    return failed(
        kind,
        "%s failed with status %d: %s"
            .formatted(
                shown(arguments),
                exited.status(),
                words.isEmpty() ? "it printed nothing." : words));
  }

  /** What it said, on one line: standard error, else standard output. */
  static String words(CommandResult.Exited exited) {
    String text = exited.stderr().isBlank() ? exited.stdout() : exited.stderr();
    String line = text.strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }

  static boolean isUnreachable(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    return UNREACHABLE.stream().anyMatch(lower::contains);
  }

  private String shown(List<String> arguments) {
    String line = String.join(" ", Stream.concat(Stream.of(program), arguments.stream()).toList());
    return line.length() <= SHOWN_COMMAND ? line : line.substring(0, SHOWN_COMMAND) + "…";
  }

  private static <T> SlurmResult<T> failed(SlurmResult.Kind kind, String message) {
    return new SlurmResult.Failed<>(kind, message);
  }
}
