package dev.slurmec2.hostlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code scontrol show hostnames} and {@code show hostlist} of four Slurm versions printed.
 */
class RecordedHostlistTest {

  @ParameterizedTest
  @ValueSource(strings = {"20.11", "22.05", "24.11", "26.05"})
  void expandsAsSlurmDid(String version) throws IOException {
    List<String> blocks = blocks(version, "hostnames.txt");

    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      List<String> lines = block.lines().toList();
      assertThat(Hostlist.expand(lines.get(0))).isEqualTo(lines.subList(1, lines.size()));
    }
  }

  /** {@code show hostlist} keeps the order that it was given; what it folded sorted is the same. */
  @ParameterizedTest
  @ValueSource(strings = {"20.11", "22.05", "24.11", "26.05"})
  void foldsAsSlurmDid(String version) throws IOException {
    List<String> blocks = blocks(version, "hostlist.txt");

    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      List<String> given = List.of(block.lines().toList().get(0).split(","));
      String printed = block.lines().toList().get(1);
      assertThat(Hostlist.expand(printed)).isEqualTo(given);
      if (Hostlist.sorted(given).equals(given)) {
        assertThat(Hostlist.fold(given)).isEqualTo(printed);
      }
    }
  }

  private static List<String> blocks(String version, String file) throws IOException {
    String path = "/dev/slurmec2/scontrol/" + version + "/" + file;
    try (InputStream in =
        Objects.requireNonNull(RecordedHostlistTest.class.getResourceAsStream(path), path)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return List.of(text.strip().substring(2).split("\n# "));
    }
  }
}
