package dev.slurmec2.config;

import java.util.regex.Pattern;

/** How a value is written into slurm.conf (src/common/parse_config.c). */
public final class SlurmText {
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s");

  private SlurmText() {}

  /**
   * The value as it must stand behind {@code key=}: a {@code #} gets a backslash, since it would
   * begin a comment (also inside quotes), unless it has one; white space puts the whole in double
   * quotes, unless it is in some. Backslashes stay as they are, as the Python plugin left them, so
   * that values escaped by hand still work.
   *
   * @param value a value that the reader accepted
   */
  public static String written(String value) {
    StringBuilder escaped = new StringBuilder();
    boolean afterBackslash = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '#' && !afterBackslash) {
        escaped.append('\\');
      }
      afterBackslash = c == '\\' && !afterBackslash;
      escaped.append(c);
    }
    boolean quotes = WHITE_SPACE.matcher(value).find() && !isQuoted(value);
    return quotes ? "\"" + escaped + "\"" : escaped.toString();
  }

  /** Whether the value is in double quotes already and has none inside. */
  static boolean isQuoted(String value) {
    return QUOTED.matcher(value).matches();
  }

  /** Whether the last character is a backslash that escapes whatever comes next. */
  static boolean endsInBackslash(String value) {
    int last = value.length();
    while (last > 0 && value.charAt(last - 1) == '\\') {
      last--;
    }
    return (value.length() - last) % 2 == 1;
  }
}
