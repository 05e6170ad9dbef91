package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          cpu=4          | cpu=4
          two words      | "two words"
          "in quotes"    | "in quotes"
          a#b            | a\\#b
          a\\#b          | a\\#b
          a\\\\#b        | a\\\\\\#b
          a #b           | "a \\#b"
          a\\b           | a\\b
          """)
  void writesWhatSlurmReadsBack(String value, String written) {
    assertThat(SlurmText.written(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"a, false", "a\\, true", "a\\\\, false", "\\, true", "'', false"})
  void knowsAnOpenBackslash(String value, boolean open) {
    assertThat(SlurmText.endsInBackslash(value)).isEqualTo(open);
  }
}
