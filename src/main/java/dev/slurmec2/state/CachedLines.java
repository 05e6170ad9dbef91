package dev.slurmec2.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;

/**
 * A small file of lines without which the suite goes on: while it cannot be used it is as if it
 * were empty, and the log says so.
 */
public final class CachedLines {
  private final Path path;
  private final LockedLines file;
  private final Logger log;
  private final String complaint;

  /**
   * @param path as for {@link LockedLines}
   * @param log of whom the lines are
   * @param complaint what follows when the file cannot be used and what to do, with {@code {}} for
   *     its path and {@code {}} for why
   */
  public CachedLines(Path path, Logger log, String complaint) {
    this.path = path;
    this.file = new LockedLines(path);
    this.log = log;
    this.complaint = complaint;
  }

  /** The lines; none when there is no file that can be read. Nothing is written. */
  public List<String> read() {
    try {
      return file.read();
    } catch (IOException e) {
      complain(e);
      return List.of();
    }
  }

  /** As {@link LockedLines#change}; changes nothing when the file cannot be used. */
  public void change(Function<List<String>, List<String>> change) {
    try {
      file.change(change);
    } catch (IOException e) {
      complain(e);
    }
  }

  private void complain(IOException e) {
    log.warn(complaint, path, e.toString());
  }
}
