package dev.slurmec2.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Refuses a command line. Apart from the commands, because a JVM that checks the bytecode of a
 * class loads the exceptions that it throws: every start would open the jar for the parser's, which
 * are in no class archive.
 */
final class Usage {
  private Usage() {}

  /** What to throw: it ends the command with the sentence, how it is called, and the exit code. */
  static RuntimeException refused(CommandLine command, String sentence) {
    return new ParameterException(command, sentence);
  }
}
