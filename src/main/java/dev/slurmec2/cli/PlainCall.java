package dev.slurmec2.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The calls of slurmctld and of the timer: a program and at most a list of nodes, with no option or
 * with the configuration's directory before the nodes. They mean what the command line's parser
 * would make of them; but to load that takes longer than all else that is done before the first
 * request (docs/start-up.md).
 */
final class PlainCall {
  private static final String CONFIG_DIRECTORY = "--config-dir";

  private PlainCall() {}

  /** A subcommand that needs nothing more to be run. */
  @FunctionalInterface
  interface Ready {
    int run(PrintWriter out, PrintWriter err);
  }

  /**
   * Finds the subcommand.
   *
   * @return empty when the arguments are anything but such a call; then the parser has to see them
   */
  static Optional<Ready> of(String... arguments) {
    if (arguments.length > 2
        && arguments[1].equals(CONFIG_DIRECTORY)
        && (arguments[2].startsWith("/") || startsLikeAName(arguments[2]))) {
      String[] others = new String[arguments.length - 2];
      others[0] = arguments[0];
      System.arraycopy(arguments, 3, others, 1, others.length - 1);
      return withoutOptions(Optional.of(Path.of(arguments[2])), others);
    }
    return withoutOptions(Optional.empty(), arguments);
  }

  private static Optional<Ready> withoutOptions(
      Optional<Path> configDirectory, String... arguments) {
    if (arguments.length == 1 && arguments[0].equals(ChangeStateCommand.NAME)) {
      ChangeStateCommand command = new ChangeStateCommand();
      configDirectory.ifPresent(command::configuredIn);
      return Optional.of(command::run);
    }
    if (arguments.length != 2 || !startsLikeAName(arguments[1])) {
      return Optional.empty();
    }
    return switch (arguments[0]) {
      case "resume" -> Optional.of(forNodes(new ResumeCommand(), configDirectory, arguments));
      case "suspend" -> Optional.of(forNodes(new SuspendCommand(), configDirectory, arguments));
      case "resume-fail" ->
          Optional.of(forNodes(new ResumeFailCommand(), configDirectory, arguments));
      default -> Optional.empty();
    };
  }

  private static Ready forNodes(
      PowerCommand command, Optional<Path> configDirectory, String... arguments) {
    configDirectory.ifPresent(command::configuredIn);
    return (out, err) -> command.run(arguments[0], arguments[1], err);
  }

  /** Not as an option and not as a file of arguments, which starts with @. */
  private static boolean startsLikeAName(String word) {
    return !word.isEmpty() && Character.isLetterOrDigit(word.charAt(0));
  }
}
