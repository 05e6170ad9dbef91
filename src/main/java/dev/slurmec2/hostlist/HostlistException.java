package dev.slurmec2.hostlist;

/** A text that is not a hostlist expression; the message says what is wrong and where. */
public final class HostlistException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** So much of an expression is shown around the fault: about a line of a terminal. */
  private static final int SHOWN_BEFORE = 40;

  private static final int SHOWN_AFTER = 20;

  private final int position;

  /**
   * @param expression the whole expression; a long one is shown in part
   * @param position where it is wrong, from 1
   * @param problem what is wrong, as the end of a sentence without its full stop: {@code the range
   *     runs backwards}
   */
  public HostlistException(String expression, int position, String problem) {
    super(
        "The hostlist \"%s\" cannot be read: at character %d, %s."
            .formatted(excerpt(expression, position), position, problem));
    this.position = position;
  }

  /** Where the expression is wrong, counted from 1. */
  public int position() {
    return position;
  }

  private static String excerpt(String expression, int position) {
    int from = Math.max(0, position - 1 - SHOWN_BEFORE);
    int to = Math.min(expression.length(), position + SHOWN_AFTER);
    return (from > 0 ? "…" : "")
        + expression.substring(Math.min(from, to), to)
        + (to < expression.length() ? "…" : "");
  }
}
