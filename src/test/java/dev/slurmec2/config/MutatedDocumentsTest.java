package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the files hold, the reader answers, and either it can be used or it says why not. */
class MutatedDocumentsTest {

  /** Enough to reach each kind of change in each place of the documents some times. */
  private static final int MUTANTS = 1_500;

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u0000",
          "\n",
          "null",
          "true",
          "-0",
          "1e400",
          "1e-999999999",
          "999999999999999999999",
          "{}",
          "[]",
          "\"\"",
          "{{ssm:/a}}",
          "{{ssm:",
          "\"//\": 1,",
          "\"Name\"",
          "\"{{ssm:/{cluster}}}\"",
          "#",
          "é",
          "\uD83D\uDE00",
          "/*");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/test/resources/v2/partitions.ondemand-and-spot.json",
        "src/test/resources/v2/partitions.two-partitions.json",
        "config/partitions.example.json"
      })
  void readerAnswersForPartitions(String file) {
    check(Documents.file(file), 20_261_121L, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/test/resources/v2/config.json", "config/config.example.json"})
  void readerAnswersForSettings(String file) {
    check(Documents.file(file), 7L, true);
  }

  private static void check(String document, long seed, boolean isConfig) {
    Random random = new Random(seed);
    int invalid = 0;
    for (int i = 0; i < MUTANTS; i++) {
      String mutant = document;
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        mutant = mutated(mutant, random);
      }
      invalid += answered(mutant, isConfig) ? 0 : 1;
    }
    // Otherwise the changes would not have reached what is checked.
    assertThat(invalid).isBetween(MUTANTS / 10, MUTANTS - 1);
  }

  /** Whether the mutant is valid; fails when the reader throws, hangs, or gives no reason. */
  private static boolean answered(String mutant, boolean isConfig) {
    ConfigurationResult result =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () ->
                isConfig
                    ? Documents.read(mutant, Documents.PARTITIONS)
                    : Documents.read(Documents.CONFIG, mutant),
            () -> "the reader hangs on " + mutant);
    if (result instanceof ConfigurationResult.Valid valid) {
      valid
          .configuration()
          .nodeGroups()
          .forEach(group -> assertThat(group.maxNodes()).isPositive());
      assertThat(valid.configuration().partitions()).isNotEmpty();
      return true;
    }
    return false;
  }

  private static String mutated(String text, Random random) {
    if (text.isEmpty()) {
      return "{}";
    }
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + 1 + random.nextInt(40));
    String[] lines = text.split("\n", -1);
    int line = random.nextInt(lines.length);
    return switch (random.nextInt(7)) {
      case 0 -> text.substring(0, from) + text.substring(to);
      case 1 -> text.substring(0, from) + piece(random) + text.substring(to);
      case 2 -> text.substring(0, from) + piece(random) + text.substring(from);
      case 3 -> random.nextInt(10) == 0 ? text.substring(0, from) : without(lines, line);
      case 4 -> text.substring(0, to) + text.substring(from);
      case 5 -> valueReplaced(lines, line, piece(random));
      default -> without(lines, line);
    };
  }

  private static String piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size()));
  }

  private static String without(String[] lines, int line) {
    lines[line] = "";
    return String.join("\n", lines);
  }

  /** Keeps the document JSON more often than not, so that what is behind the parser is reached. */
  private static String valueReplaced(String[] lines, int line, String piece) {
    lines[line] =
        lines[line].replaceFirst(
            ": [^\\[{]+?(,?)$", ": " + java.util.regex.Matcher.quoteReplacement(piece) + "$1");
    return String.join("\n", lines);
  }
}
