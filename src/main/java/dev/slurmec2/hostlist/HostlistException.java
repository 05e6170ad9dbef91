package dev.slurmec2.hostlist;

/** A text that is not a hostlist expression; the message says what is wrong and where. */
public final class HostlistException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence with the expression and the position
   */
  public HostlistException(String message) {
    super(message);
  }
}
