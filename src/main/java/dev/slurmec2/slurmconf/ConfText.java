package dev.slurmec2.slurmconf;

import dev.slurmec2.config.SlurmText;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How slurm.conf writes keys and values.
 *
 * <p>Slurm's parser ({@code src/common/parse_config.c}, and tried on 22.05) takes {@code key=value}
 * where the value has no white space or stands in double quotes that cannot hold a double quote;
 * {@code #} starts a comment, also inside quotes, unless a backslash stands before it.
 */
final class ConfText {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.]+[-+*/]?");
  private static final Pattern ODD_BACKSLASHES_AT_END =
      Pattern.compile("(?s).*(?<!\\\\)\\\\(\\\\\\\\)*");

  private static final int DELETE = 0x7f;

  private ConfText() {}

  /** Why the key cannot stand in slurm.conf; empty if it can. */
  static Optional<String> problemOfKey(String key) {
    if (KEY.matcher(key).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        "A key of slurm.conf consists of letters, digits, \"_\" and \".\"; this one does not.");
  }

  /** Why the value cannot stand in slurm.conf; empty if it can. */
  static Optional<String> problemOfValue(String value) {
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == DELETE)) {
      return Optional.of(
          "The value holds a line break or another control character, which slurm.conf cannot"
              + " carry; write it in one line.");
    }
    if (unquoted(value).indexOf('"') >= 0) {
      return Optional.of(
          "The value holds a double quote, which slurm.conf cannot carry; take it out.");
    }
    if (ODD_BACKSLASHES_AT_END.matcher(unquoted(value)).matches()) {
      return Optional.of(
          "The value ends in a backslash, which slurm.conf takes for the sign that the line goes"
              + " on; double it or take it out.");
    }
    return Optional.empty();
  }

  /**
   * The value as slurm.conf takes it: in quotes when it is empty or has white space, with a
   * backslash before {@code #}. Quotes around the whole value and backslashes that are already
   * there stay as they are: the Python plugin copied values unchanged, so configurations may bring
   * them.
   */
  static String value(String value) {
    return value.isEmpty() ? "\"\"" : SlurmText.written(value);
  }

  /** The value without quotes around the whole of it. */
  static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
