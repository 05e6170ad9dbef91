package dev.slurmec2.slurmconf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A text in a temporary file beside its target, on disk, which one rename puts in the target's
 * place: whoever reads sees the old text or the new one, also after a power failure.
 */
final class StagedFile implements AutoCloseable {
  private static final Set<PosixFilePermission> MODE_OF_NEW_FILES =
      PosixFilePermissions.fromString("rw-r--r--");

  private final Path temporary;
  private final Path target;

  private StagedFile(Path temporary, Path target) {
    this.temporary = temporary;
    this.target = target;
  }

  /**
   * Writes the temporary file.
   *
   * @param file the target; a symbolic link is followed, so that what it points to is replaced
   */
  static StagedFile stage(Path file, String text) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = target.getParent() == null ? target : target.getParent();
    Path temporary = Files.createTempFile(directory, "." + target.getFileName(), ".tmp");
    StagedFile staged = new StagedFile(temporary, target);
    try {
      staged.write(text);
      return staged;
    } catch (IOException e) {
      staged.close();
      throw e;
    }
  }

  private void write(String text) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    if (Files.exists(target)) {
      keepOwner(view);
      // After the owner: a change of owner may take bits away.
      view.setPermissions(Files.getPosixFilePermissions(target));
    } else {
      view.setPermissions(MODE_OF_NEW_FILES);
    }
  }

  private void keepOwner(PosixFileAttributeView view) throws IOException {
    PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
    PosixFileAttributes now = view.readAttributes();
    try {
      if (!old.group().equals(now.group())) {
        view.setGroup(old.group());
      }
      if (!old.owner().equals(now.owner())) {
        view.setOwner(old.owner());
      }
    } catch (FileSystemException e) {
      // Only root may give files away. The text and its mode matter; the file is the writer's then.
    }
  }

  /** Puts the text in the target's place. */
  void commit() throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system cannot rename within a directory", e);
    }
  }

  /** Removes the temporary file if it is still there. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
