package dev.slurmec2.slurm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Output of scontrol of four Slurm releases, recorded on CLOUD nodes. */
final class Recorded {
  static final List<String> VERSIONS = List.of("20.11", "22.05", "24.11", "26.05");

  private Recorded() {}

  static String file(String version, String name) {
    String path = "/dev/slurmec2/scontrol/" + version + "/" + name;
    try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
