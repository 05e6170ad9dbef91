package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and hostile slurm-ec2.env files, by seed: read as a whole or not at all, and never run.
 */
final class MutatedEnvironmentFileIT {
  private static final int FILES = 120;
  private static final long SEED = 20261121;

  /** Found nowhere but in the values of these files. */
  private static final String SECRET = "hush7";

  private static final List<String> LINES =
      List.of(
          "A=" + SECRET,
          "AWS_PROFILE='" + SECRET + "'",
          "AWS_SECRET_ACCESS_KEY=\"" + SECRET + "\"",
          "https_proxy=http://" + SECRET + "@proxy:3128",
          "export B=" + SECRET + " # note",
          "PATH=/" + SECRET,
          "C=$(touch pwned)" + SECRET,
          "D=`touch pwned`",
          "E='; touch pwned; '",
          "# comment " + SECRET,
          "");

  private static final List<String> PIECES =
      List.of(
          "'",
          "\"",
          "\\",
          "`touch pwned`",
          "$(touch pwned)",
          ";touch pwned;",
          "=",
          "\n",
          "\r",
          "\0",
          "\u001b[2J",
          " ",
          "#",
          "export ",
          "\u00e9",
          "|",
          "&",
          "*",
          "%s%n",
          "<<EOF\n",
          "${A}");

  @TempDir Path directory;

  @Test
  void aFileIsTakenAsAWholeOrReportedWithoutItsText() throws IOException {
    Installation installation = Installation.in(directory.resolve("opt"));
    RecordingJava java = RecordingJava.in(directory.resolve("jdk"));
    Path file = directory.resolve("etc/slurm-ec2.env");
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = mutated(random);
      Installation.write(file, "");
      Files.write(file, bytes);
      Files.deleteIfExists(java.home().resolve("environment"));
      Files.deleteIfExists(java.home().resolve("done"));

      Call.Result result =
          Call.of(installation.file("slurm-ec2"), "status")
              .withPath()
              .with("JAVA_HOME", java.home())
              .with("SLURM_EC2_CONFIG_DIR", directory.resolve("etc"))
              .in(directory)
              .run();

      String what =
          "file " + i + " of seed " + SEED + ": " + new String(bytes, StandardCharsets.UTF_8);
      assertThat(result.stderr()).as(what).doesNotContain(SECRET, "\u001b");
      if (result.exitCode() == 2) {
        refused++;
        assertThat(result.stderr().lines())
            .as(what)
            .allMatch(line -> line.contains(file + ", line "));
        assertThat(java.wasStarted()).as(what).isFalse();
      } else if (java.wasStarted()) {
        assertThat(result.stderr()).as(what).isEqualTo("to stderr\n");
      } else {
        // A PATH that leads nowhere is taken as it stands, and then not even stat(1) is found.
        assertThat(new String(bytes, StandardCharsets.UTF_8)).as(what).contains("PATH=");
        assertThat(result.exitCode()).as(what).isEqualTo(3);
      }
      assertNothingWasRun(what);
    }
    assertThat(refused).isBetween(FILES / 10, FILES * 9 / 10);
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder();
    for (int lines = random.nextInt(6); lines >= 0; lines--) {
      text.append(LINES.get(random.nextInt(LINES.size()))).append('\n');
    }
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      } else {
        text.deleteCharAt(at);
      }
      if (text.isEmpty()) {
        text.append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void assertNothingWasRun(String what) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.map(each -> String.valueOf(each.getFileName())))
          .as(what)
          .doesNotContain("pwned");
    }
  }
}
