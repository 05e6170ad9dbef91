package dev.slurmec2.cli;

import java.io.PrintWriter;
import java.util.Optional;

/**
 * The calls of slurmctld and of the timer: a program and at most a list of nodes, without an
 * option. They mean what the command line's parser would make of them; but to load that takes
 * longer than all else that is done before the first request (docs/start-up.md).
 */
final class PlainCall {
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
    if (arguments.length == 1 && arguments[0].equals("change-state")) {
      return Optional.of(new ChangeStateCommand()::run);
    }
    if (arguments.length != 2 || !startsLikeAName(arguments[1])) {
      return Optional.empty();
    }
    return switch (arguments[0]) {
      case "resume" -> Optional.of(forNodes(new ResumeCommand(), arguments));
      case "suspend" -> Optional.of(forNodes(new SuspendCommand(), arguments));
      case "resume-fail" -> Optional.of(forNodes(new ResumeFailCommand(), arguments));
      default -> Optional.empty();
    };
  }

  private static Ready forNodes(PowerCommand command, String... arguments) {
    return (out, err) -> command.run(arguments[0], arguments[1], err);
  }

  /** Not as an option and not as a file of arguments, which starts with @. */
  private static boolean startsLikeAName(String word) {
    return !word.isEmpty() && Character.isLetterOrDigit(word.charAt(0));
  }
}
