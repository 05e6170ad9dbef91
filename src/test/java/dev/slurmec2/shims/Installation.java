package dev.slurmec2.shims;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of scripts/ in a directory of its own, with whatever jar and configuration a test wants.
 */
final class Installation {
  /** Where the sources are; Maven gives it. */
  static final Path SOURCES = Path.of(System.getProperty("slurmec2.basedir", "."), "scripts");

  private final Path directory;

  private Installation(Path directory) {
    this.directory = directory;
  }

  /** Copies the scripts and puts an empty file in the place of the jar. */
  static Installation in(Path directory) throws IOException {
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      for (Path source : (Iterable<Path>) sources::iterator) {
        Path copy = directory.resolve(SOURCES.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(source, copy);
          boolean executable = Files.isExecutable(source);
          mode(copy, executable ? "rwxr-xr-x" : "rw-r--r--");
        }
      }
    }
    Installation installation = new Installation(directory);
    Files.createFile(installation.file("slurm-ec2.jar"));
    return installation;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /**
   * Writes an empty class archive of this installation's jar.
   *
   * @param length how long it is said to be
   */
  Path archive(String name, int length) throws IOException {
    Path jar = file("slurm-ec2.jar");
    write(
        file(name + ".length"),
        "%d %d %d%n"
            .formatted(
                length, Files.size(jar), Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS)));
    return write(file(name), "");
  }

  /** Makes every script run by another shell, as where /bin/sh is that one. */
  Installation runBy(Path shell) throws IOException {
    for (String name : List.of("slurm-ec2", "resume", "suspend", "resume-fail", "change-state")) {
      String text = Files.readString(file(name), UTF_8);
      Files.writeString(file(name), text.replaceFirst("#!/bin/sh", "#!" + shell), UTF_8);
    }
    return this;
  }

  /** A copy of a shell under another name: bash acts as sh when called sh. */
  static Path copyOfShell(String shell, Path copy) throws IOException {
    Files.createDirectories(copy.toAbsolutePath().getParent());
    return Files.copy(Path.of("/bin", shell), copy);
  }

  /** Writes a file that only its owner can change. */
  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text, UTF_8);
      mode(file, "rw-r--r--");
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void mode(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
