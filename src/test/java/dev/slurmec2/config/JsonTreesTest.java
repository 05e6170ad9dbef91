package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTreesTest {
  private static String contents(String json) throws Exception {
    return JsonTrees.contents(JsonReader.read(json));
  }

  @Test
  void the_same_contents_in_another_order_and_place_are_the_same_text() throws Exception {
    assertThat(contents("{\"a\": [1, true, null], \"b\": {\"c\": \"x\"}}"))
        .isEqualTo(contents("\n{\"b\": {\"c\": \"x\"},\n\"a\": [1, true, null]}"));
  }

  /** Also where one text holds what separates two. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2]|[2, 1]",
        "[1]|[\"1\"]",
        "[null]|[\"null\"]",
        "[true]|[false]",
        "[\"a,1\\\"b\"]|[\"a\", \"b\"]",
        "[[1], 2]|[[1, 2]]",
        "{\"a\": 1}|{\"b\": 1}",
        "{\"a\": \"1\"}|{\"a1\": \"\"}",
        "{}|[]",
      })
  void other_contents_are_another_text(String one, String other) throws Exception {
    assertThat(contents(one)).isNotEqualTo(contents(other));
  }
}
