package dev.slurmec2.manual;

import java.util.Locale;

/**
 * A man page as it grows, in the macros of man(7).
 *
 * <p>Text is broken into lines, since mandoc(1) complains of long ones, and everything in it that
 * troff would obey is escaped.
 */
final class Roff {
  private static final int LINE_MAX = 78;

  private final StringBuilder page = new StringBuilder();

  /**
   * Starts a page.
   *
   * @param name as in {@code slurm-ec2-status}
   * @param section 5 or 8
   * @param date as in {@code 2026-11-21}
   * @param source the program with its version
   */
  Roff(String name, int section, String date, String source) {
    macro(".TH", dashed(name.toUpperCase(Locale.ROOT)), Integer.toString(section), date, source);
    // Not stretched to both margins: names of keys are too long for that.
    page.append(".ad l\n");
  }

  /** A heading, {@code .SH}. */
  Roff heading(String title) {
    return macro(".SH", title.toUpperCase(Locale.ROOT));
  }

  /** The line that whatis(1) and apropos(1) read. */
  Roff name(String name, String whatItDoes) {
    heading("Name");
    page.append(dashed(name)).append(" \\-\n");
    return text(whatItDoes);
  }

  /** Text that follows on what is before it. */
  Roff text(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > LINE_MAX) {
        endLine(line);
      }
      if (line.length() > 0) {
        line.append(' ');
      }
      line.append(escaped(word));
    }
    endLine(line);
    return this;
  }

  /** A paragraph of its own. */
  Roff paragraph(String text) {
    return macro(".PP").text(text);
  }

  /** A bold term whose explanation follows, {@code .TP}. */
  Roff term(String term) {
    macro(".TP");
    page.append(bold(term)).append('\n');
    return this;
  }

  /** A line of bold words that stands for itself, as a command. */
  Roff boldLine(String words) {
    page.append(bold(words)).append('\n');
    return this;
  }

  /** Indents what follows until {@link #dedent}. */
  Roff indent() {
    return macro(".RS");
  }

  /** Ends what {@link #indent} began. */
  Roff dedent() {
    return macro(".RE");
  }

  private Roff macro(String macro, String... arguments) {
    page.append(macro);
    for (String argument : arguments) {
      page.append(" \"").append(argument.replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
    return this;
  }

  private void endLine(StringBuilder line) {
    if (line.length() == 0) {
      return;
    }
    // At the start of a line these two begin a request.
    if (line.charAt(0) == '.' || line.charAt(0) == '\'') {
      page.append("\\&");
    }
    page.append(line).append('\n');
    line.setLength(0);
  }

  /** Bold, and with dashes that can be copied. */
  private static String bold(String words) {
    return "\\fB" + dashed(words) + "\\fR";
  }

  private static String dashed(String text) {
    return escaped(text).replace("-", "\\-");
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\\') {
                out.append("\\e");
              } else if (point < 0x80) {
                out.append((char) point);
              } else {
                out.append(String.format(Locale.ROOT, "\\[u%04X]", point));
              }
            });
    return out.toString();
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
