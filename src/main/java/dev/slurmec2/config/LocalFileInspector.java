package dev.slurmec2.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/** The machine's own file system. */
public final class LocalFileInspector implements FileTrust.Inspector {

  /**
   * Who runs this program: the kernel shows a process's files as its effective user's (proc(5)).
   */
  public static String effectiveUser() throws IOException {
    return Files.getOwner(Path.of("/proc/self")).getName();
  }

  @Override
  public Optional<FileAccess> look(Path file) throws IOException {
    try {
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      int mode = (Integer) Files.getAttribute(file, "unix:mode");
      return Optional.of(
          new FileAccess(attributes.owner().getName(), attributes.group().getName(), mode));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
