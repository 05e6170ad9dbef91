package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
  @TempDir private Path directory;

  private Path largeLog(String start) throws IOException {
    Path log = Files.writeString(directory.resolve("aws.log"), start);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(LogRotation.LARGEST_BYTES);
    }
    return log;
  }

  private String start(String name) throws IOException {
    try (var lines = Files.newInputStream(directory.resolve(name))) {
      return new String(lines.readNBytes(3), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_small_log_stays() throws IOException {
    Path log = Files.writeString(directory.resolve("aws.log"), "a line\n");

    LogRotation.rotateIfLarge(log);

    assertThat(log).hasContent("a line");
    assertThat(directory.resolve("aws.log.1")).doesNotExist();
  }

  @Test
  void a_large_log_becomes_number_1_and_the_oldest_goes() throws IOException {
    for (int i = 1; i <= LogRotation.KEPT + 2; i++) {
      LogRotation.rotateIfLarge(largeLog("%03d".formatted(i)));
    }

    assertThat(directory.resolve("aws.log")).doesNotExist();
    assertThat(start("aws.log.1")).isEqualTo("007");
    assertThat(start("aws.log." + LogRotation.KEPT)).isEqualTo("003");
    assertThat(directory.resolve("aws.log." + (LogRotation.KEPT + 1))).doesNotExist();
  }
}
