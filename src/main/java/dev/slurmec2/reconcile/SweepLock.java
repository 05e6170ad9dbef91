package dev.slurmec2.reconcile;

import dev.slurmec2.state.PrivateMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock of the kernel's on a file of StateDir: it ends with its process, however that ends. */
final class SweepLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SweepLock.class);
  private static final String NAME = "change-state.lock";

  /** The holder's line: a process id and a time. */
  private static final int MAX_HOLDER_BYTES = 200;

  private final FileChannel channel;

  private SweepLock(FileChannel channel) {
    this.channel = channel;
  }

  /** What came of asking for the lock. */
  sealed interface Attempt {
    /** It is held now. */
    record Held(SweepLock lock) implements Attempt {}

    /**
     * Another sweep holds it.
     *
     * @param holder what that one wrote of itself
     */
    record Busy(String holder) implements Attempt {}
  }

  /**
   * Takes the lock, or says who has it; does not wait.
   *
   * @param holder what others are told, one line
   * @throws IOException when the file cannot be made, or the file system knows no locks
   */
  static Attempt tryLock(Path stateDir, String holder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            stateDir.resolve(NAME),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PrivateMode.FILE);
    try {
      if (lock(channel) == null) {
        Attempt busy = new Attempt.Busy(read(channel));
        channel.close();
        return busy;
      }
      write(channel, holder);
      return new Attempt.Held(new SweepLock(channel));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** On a full disk the lock holds all the same, and only its holder's name lacks. */
  private static void write(FileChannel channel, String holder) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      LOG.debug("The holder of {} cannot be written", NAME, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // This very process has it.
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_HOLDER_BYTES);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The kernel has let go of the lock all the same, and the sweep is done.
      LOG.debug("Closing {} failed", NAME, e);
    }
  }
}
