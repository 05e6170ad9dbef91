package dev.slurmec2.config;

import dev.slurmec2.json.Location;
import dev.slurmec2.text.Printable;

/**
 * Something wrong, or suspicious, in a configuration file.
 *
 * @param severity whether the suite can work with it
 * @param file the file's path as the user would write it
 * @param pointer the JSON pointer (RFC 6901) of the value, {@code ""} for the whole document
 * @param at where it stands; {@link Location#NONE} if there is no such place, as for a file that
 *     cannot be read
 * @param message one or two sentences: what is wrong and what to do
 */
public record Problem(Severity severity, String file, String pointer, Location at, String message) {

  /** Errors stop the program; warnings are said and work goes on. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** {@code file:line:column: /pointer: message}, without the parts that are not there. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (at.line() > 0) {
      text.append(':').append(at.line()).append(':').append(at.column());
    }
    text.append(": ");
    if (!pointer.isEmpty()) {
      text.append(pointer).append(": ");
    }
    // Keys and values of files are in it, and whatever these hold.
    return Printable.line(text.append(message).toString());
  }
}
