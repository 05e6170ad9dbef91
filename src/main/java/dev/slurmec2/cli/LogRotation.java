package dev.slurmec2.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Rotates a log at a program's start. Logback's own rolling is made for one process a file; here
 * several run at once. A process that is still writing goes on in the file's new name, and nothing
 * is lost.
 */
final class LogRotation {

  /** Some tens of thousands of events: days of a busy cluster, and still opened by any editor. */
  static final long LARGEST_BYTES = 10L << 20;

  /** Old files kept, as LOG.1 (the youngest) to LOG.5. */
  static final int KEPT = 5;

  private LogRotation() {}

  static void rotateIfLarge(Path log) throws IOException {
    if (!isLarge(log)) {
      return;
    }
    // The lock is on the file that is renamed: who comes second finds it small or gone.
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null || !isLarge(log)) {
        return;
      }
      for (int number = KEPT - 1; number >= 1; number--) {
        if (Files.exists(numbered(log, number))) {
          Files.move(
              numbered(log, number),
              numbered(log, number + 1),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      Files.move(log, numbered(log, 1), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isLarge(Path log) throws IOException {
    return Files.isRegularFile(log) && Files.size(log) >= LARGEST_BYTES;
  }

  private static Path numbered(Path log, int number) {
    return log.resolveSibling(log.getFileName() + "." + number);
  }
}
