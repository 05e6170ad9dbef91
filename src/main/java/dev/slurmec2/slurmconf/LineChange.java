package dev.slurmec2.slurmconf;

/**
 * A line that a file gains or loses.
 *
 * @param kind which of both
 * @param line its number, from 1: in the new text if added, in the old one if removed
 * @param text the line without its end
 */
public record LineChange(Kind kind, int line, String text) {

  /** What happens to the line. */
  public enum Kind {
    ADDED,
    REMOVED
  }

  /** The line with {@code +} or {@code -} before it. */
  @Override
  public String toString() {
    return (kind == Kind.ADDED ? "+" : "-") + text;
  }
}
