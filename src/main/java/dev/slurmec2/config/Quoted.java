package dev.slurmec2.config;

import dev.slurmec2.text.Printable;

/** Values from files in messages: in quotes, short, on one line. */
final class Quoted {

  /** Enough to find the value in the file. */
  private static final int MAX_LENGTH = 60;

  private Quoted() {}

  static String of(String value) {
    return '"' + shortened(value) + '"';
  }

  /** The same without the quotes, for what has some of its own. */
  static String shortened(String value) {
    String line = Printable.line(value);
    return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "…" : line;
  }
}
