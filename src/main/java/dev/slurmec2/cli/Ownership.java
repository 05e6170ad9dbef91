package dev.slurmec2.cli;

import dev.slurmec2.state.PrivateMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets root and SlurmUser take turns. Whatever root makes while it tries a program by hand, a log
 * or a file of StateDir, belongs to the owner of the directory it is in; else the programs that
 * slurmctld starts could not write it.
 */
final class Ownership {
  private static final Logger log = LoggerFactory.getLogger(Ownership.class);

  private Ownership() {}

  /** Makes StateDir with mode 0700 for the owner of the directory it is in, if it is missing. */
  static void prepare(Path stateDirectory) {
    if (Files.exists(stateDirectory)) {
      return;
    }
    try {
      Files.createDirectories(stateDirectory, PrivateMode.DIRECTORY);
      asItsDirectory(stateDirectory);
    } catch (IOException e) {
      log.warn(
          "StateDir {} cannot be made ({}); going on without caches and locks. Make it, with mode"
              + " 0700, for SlurmUser.",
          stateDirectory,
          e.toString());
    }
  }

  /** Gives the files of StateDir to its owner. */
  static void handBack(Path stateDirectory) {
    if (!Files.isDirectory(stateDirectory)) {
      return;
    }
    try (Stream<Path> files = Files.list(stateDirectory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        asItsDirectory(file);
      }
    } catch (IOException e) {
      log.debug("{} cannot be listed: {}", stateDirectory, e.toString());
    }
  }

  /** Gives a file to the owner of the directory it is in; only root can, and only root needs to. */
  static void asItsDirectory(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      return;
    }
    UserPrincipal owner = Files.getOwner(directory);
    if (!Files.getOwner(file).equals(owner) && System.getProperty("user.name").equals("root")) {
      Files.setOwner(file, owner);
    }
  }
}
