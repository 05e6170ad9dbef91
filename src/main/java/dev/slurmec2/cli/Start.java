package dev.slurmec2.cli;

import dev.slurmec2.text.Secrets;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * Where every run begins. Nothing here names a class of the command line's parser, so that the
 * calls of slurmctld and of the timer do not load it.
 */
public final class Start {
  private Start() {}

  /**
   * Runs a command line.
   *
   * @param out what was asked for
   * @param err what went wrong
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Optional<PlainCall.Ready> plain = PlainCall.of(arguments);
    if (plain.isEmpty()) {
      return SlurmEc2Command.run(out, err, arguments);
    }
    EnvironmentSecrets.hide(System.getenv());
    PrintWriter safeErr = SafeWriter.to(err, Secrets::masked);
    try {
      return plain.get().run(SafeWriter.to(out, UnaryOperator.identity()), safeErr);
    } catch (RuntimeException e) {
      return unexpected(e, arguments[0], safeErr);
    }
  }

  /** Reports what no part of the program has foreseen, and returns the exit code for it. */
  static int unexpected(Exception exception, String program, PrintWriter err) {
    LoggerFactory.getLogger(Start.class).error("Unexpected failure", exception);
    err.println(
        program
            + ": unexpected failure: "
            + exception
            + ". The log has the details; with -v they are on stderr.");
    return ExitCodes.NOTHING_DONE;
  }
}
