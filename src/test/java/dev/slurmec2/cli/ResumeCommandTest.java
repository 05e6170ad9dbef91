package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.ResumeFileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What resume says of a resume file of which it cannot use all. */
class ResumeCommandTest {
  @TempDir private Path directory;

  private static List<String> troubles(Optional<String> path) {
    return ResumeCommand.troubles(path, ResumeFileReader.read(path));
  }

  private static List<String> troubles(Path file) {
    return troubles(Optional.of(file.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jobs\":[{\"job_id\":1,\"nodes_resume\":\"n-[2-3",
        "[1,2",
        "{\"jobs\":[{\"job_id\":\"x\",\"nodes_resume\":[]}]}",
        "{\"jobs\":[7]}",
        "\0\0\0"
      })
  void a_damaged_file_is_said(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("resume.json"), text);

    assertThat(troubles(file))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("SLURM_RESUME_FILE"));
  }

  @Test
  void so_is_one_that_is_gone_or_far_too_large() throws IOException {
    Path large = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(1L << 32);
    }

    assertThat(troubles(directory.resolve("gone"))).hasSize(1);
    assertThat(troubles(large)).hasSize(1);
  }

  @Test
  void nothing_is_missed_where_there_is_none_or_it_is_whole() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("resume.json"),
            "{\"jobs\":[{\"job_id\":1,\"nodes_resume\":\"n-[2-3]\","
                + "\"nodes_alloc\":\"n-[2-3]\"}],\"all_nodes_resume\":\"n-[2-3]\"}");

    assertThat(troubles(Optional.empty())).isEmpty();
    assertThat(troubles(file)).isEmpty();
  }
}
