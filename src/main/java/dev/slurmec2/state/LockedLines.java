package dev.slurmec2.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A small file of lines that several processes read and change, one at a time. */
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
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
  }

  private static void write(FileChannel channel, List<String> lines) throws IOException {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    channel.position(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
