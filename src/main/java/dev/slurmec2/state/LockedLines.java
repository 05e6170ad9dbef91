package dev.slurmec2.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A small file of lines that several processes read and change, one at a time.
 *
 * <p>It is overwritten where it is, since the lock is on the file itself, and at no moment empty: a
 * full disk leaves the old lines, a kill the old ones or the new ones (or, amid the one write,
 * which takes microseconds, some of each). Room is taken before anything is overwritten and given
 * back after it; meanwhile it is filled with empty lines, which no reader is shown.
 */
public final class LockedLines {

  /** Beyond any real use: larger files are taken for damage and started anew. */
  private static final long LARGEST_FILE_BYTES = 16L << 20;

  private final Path file;

  /**
   * @param file made with mode 0600 when missing, its directory with 0700
   */
  public LockedLines(Path file) {
    this.file = file;
  }

  /**
   * Reads, and writes back what {@code change} makes of it, under a lock that dies with the
   * process.
   *
   * @param change gets the lines and returns those that are to be there; empty ones are left out
   * @throws IOException when the file cannot be used; then nothing was changed
   */
  public void change(Function<List<String>, List<String>> change) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory, PrivateMode.DIRECTORY);
    }
    // File locks are per process: threads take turns by the monitor.
    synchronized (LockedLines.class) {
      try (FileChannel channel =
              FileChannel.open(
                  file,
                  Set.of(
                      StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                  PrivateMode.FILE);
          FileLock lock = channel.lock()) {
        List<String> before = read(channel);
        List<String> after = change.apply(before);
        if (lock.isValid() && !after.equals(before)) {
          write(channel, after);
        }
      }
    }
  }

  /**
   * Reads without a lock and without making anything; for those who only look.
   *
   * @return the lines; none while there is no file
   * @throws IOException when the file is there and cannot be read
   */
  public List<String> read() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static List<String> read(FileChannel channel) throws IOException {
    if (channel.size() > LARGEST_FILE_BYTES) {
      return List.of();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Reads on until the file's end.
    }
    return new String(bytes.array(), 0, bytes.position(), UTF_8)
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /**
   * Replaces what the channel holds.
   *
   * @throws IOException when there is no room; then the lines are those from before
   */
  static void write(SeekableByteChannel channel, List<String> lines) throws IOException {
    byte[] text = lines.stream().map(line -> line + "\n").collect(joining()).getBytes(UTF_8);
    if (channel.size() > LARGEST_FILE_BYTES) {
      channel.truncate(0);
    }
    long before = channel.size();
    try {
      fill(channel, before, emptyLines(text.length - before));
    } catch (IOException e) {
      channel.truncate(before);
      throw e;
    }
    ByteBuffer whole = ByteBuffer.allocate((int) Math.max(text.length, before));
    whole.put(text).put(emptyLines(before - text.length)).flip();
    fill(channel, 0, whole);
    channel.truncate(text.length);
  }

  /** As many bytes, none if the number is negative. */
  private static ByteBuffer emptyLines(long bytes) {
    byte[] empty = new byte[(int) Math.max(0, bytes)];
    Arrays.fill(empty, (byte) '\n');
    return ByteBuffer.wrap(empty);
  }

  private static void fill(SeekableByteChannel channel, long position, ByteBuffer bytes)
      throws IOException {
    channel.position(position);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
