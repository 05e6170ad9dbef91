package dev.slurmec2.text;

import java.util.regex.Pattern;

/**
 * Foreign text made harmless for a terminal and for a log: names, reasons, tags and messages can
 * hold whatever somebody has put there.
 */
public final class Printable {

  /**
   * Controls of ASCII and of ISO 6429's second set (U+009B starts an escape sequence as ESC [
   * does), what changes the direction of text or is not seen, halves of characters, and the line
   * and paragraph separators of Unicode.
   */
  private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private static final Pattern HARMFUL_IN_LINES =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\\n\\t]]");

  private Printable() {}

  /** The text on one line; each character that a terminal would obey is a question mark. */
  public static String line(String text) {
    return HARMFUL.matcher(text).replaceAll("?");
  }

  /** The same, but for tabs and line feeds, which stay. */
  public static String lines(String text) {
    return HARMFUL_IN_LINES.matcher(text).replaceAll("?");
  }
}
