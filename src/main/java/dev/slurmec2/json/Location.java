package dev.slurmec2.json;

/**
 * A place in a JSON text.
 *
 * @param line from 1
 * @param column from 1
 */
public record Location(int line, int column) {

  /** For values that were made and not read. */
  public static final Location NONE = new Location(0, 0);
}
