package dev.slurmec2.json;

/** A text that is not JSON. */
public final class JsonSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * @param message what is wrong, one sentence, without the place
   * @param at where
   */
  public JsonSyntaxException(String message, Location at) {
    super(message);
    this.line = at.line();
    this.column = at.column();
  }

  /** Where the text stops being JSON. */
  public Location at() {
    return new Location(line, column);
  }
}
