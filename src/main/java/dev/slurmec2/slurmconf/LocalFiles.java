package dev.slurmec2.slurmconf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The machine's own file system. */
final class LocalFiles implements FileInspector {
  /** A gres.conf is far smaller; a larger file is not read. */
  private static final long MAX_BYTES = 4_000_000;

  @Override
  public Optional<Program> program(Path path) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      boolean executable =
          Files.isRegularFile(path)
              && (mode.contains(PosixFilePermission.OWNER_EXECUTE)
                  || mode.contains(PosixFilePermission.GROUP_EXECUTE)
                  || mode.contains(PosixFilePermission.OTHERS_EXECUTE));
      boolean writable =
          mode.contains(PosixFilePermission.GROUP_WRITE)
              || mode.contains(PosixFilePermission.OTHERS_WRITE);
      return Optional.of(new Program(executable, writable));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> lines(Path path) {
    try {
      if (!Files.isRegularFile(path) || Files.size(path) > MAX_BYTES) {
        return List.of();
      }
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
