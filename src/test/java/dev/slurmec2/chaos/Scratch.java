package dev.slurmec2.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for the state of episodes, in memory where that can be, since it is written thousands
 * of times. It is deleted when it is closed, and when the process is told to end before.
 */
final class Scratch implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path directory;
  private final Thread lastResort = new Thread(this::deleteQuietly, "scratch");

  private Scratch(Path directory) {
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  static Scratch make() throws IOException {
    Path parent =
        Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    return new Scratch(Files.createTempDirectory(parent, "slurm-ec2-chaos"));
  }

  Path directory() {
    return directory;
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private void deleteQuietly() {
    try {
      delete(directory);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("chaos: " + directory + " could not be deleted: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(lastResort);
    delete(directory);
  }
}
