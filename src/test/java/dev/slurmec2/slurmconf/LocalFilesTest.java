package dev.slurmec2.slurmconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalFilesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "rwxr-xr-x, true, false",
    "rw-r--r--, false, false",
    "rwxrwxr-x, true, true",
    "rwxr-xrwx, true, true",
    "r-x------, true, false"
  })
  void sees_who_may_run_and_write_a_program(String mode, boolean executable, boolean writable)
      throws IOException {
    Path program = Files.writeString(directory.resolve("resume"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));

    assertThat(FileInspector.LOCAL.program(program))
        .contains(new FileInspector.Program(executable, writable));
  }

  @Test
  void a_directory_is_no_program_and_a_missing_file_is_nothing() {
    assertThat(FileInspector.LOCAL.program(directory))
        .hasValueSatisfying(program -> assertThat(program.executable()).isFalse());
    assertThat(FileInspector.LOCAL.program(directory.resolve("missing"))).isEmpty();
  }

  @Test
  void reads_lines_or_none() throws IOException {
    Path text = Files.writeString(directory.resolve("gres.conf"), "a\nb\n");

    assertThat(FileInspector.LOCAL.lines(text)).containsExactly("a", "b");
    assertThat(FileInspector.LOCAL.lines(directory)).isEmpty();
  }
}
