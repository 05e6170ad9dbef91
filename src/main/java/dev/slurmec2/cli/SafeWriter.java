package dev.slurmec2.cli;

import dev.slurmec2.text.Printable;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.UnaryOperator;

/**
 * Lets nothing through that a terminal would obey: what is printed holds names, reasons, tags and
 * messages that others wrote.
 */
final class SafeWriter extends FilterWriter {
  private final UnaryOperator<String> before;

  private SafeWriter(Writer out, UnaryOperator<String> before) {
    super(out);
    this.before = before;
  }

  /**
   * A printer to another one.
   *
   * @param before what is done to each piece of text first
   */
  static PrintWriter to(PrintWriter out, UnaryOperator<String> before) {
    return new PrintWriter(new SafeWriter(out, before), true);
  }

  @Override
  public void write(int character) throws IOException {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    write(new String(characters, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(Printable.lines(before.apply(text.substring(offset, offset + length))));
  }
}
