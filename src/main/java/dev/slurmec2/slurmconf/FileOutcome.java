package dev.slurmec2.slurmconf;

import java.nio.file.Path;
import java.util.List;

/** What became, or would become, of a generated file. */
public sealed interface FileOutcome {

  /** The file, as the user would name it. */
  Path file();

  /** It holds the text already. */
  record Unchanged(Path file) implements FileOutcome {}

  /**
   * It was written, or would be.
   *
   * @param created whether there was no such file
   * @param lines which lines come and go; empty when only line ends or the like differ
   */
  record Changed(Path file, boolean created, List<LineChange> lines) implements FileOutcome {
    public Changed {
      lines = List.copyOf(lines);
    }
  }

  /**
   * It could not be read or written and is as it was.
   *
   * @param message what went wrong and what to do, a sentence with the file's name
   */
  record Failed(Path file, String message) implements FileOutcome {}
}
