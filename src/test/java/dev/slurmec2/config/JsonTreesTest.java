package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTreesTest {
  private static Json contents(String json) throws Exception {
    return JsonTrees.withoutPlaces(JsonReader.read(json));
  }

  @Test
  void the_same_contents_in_another_order_and_place_are_equal() throws Exception {
    Json one = contents("{\"a\": [1, true, null], \"b\": {\"c\": \"x\"}}");

    assertThat(one)
        .isEqualTo(contents("\n{\"b\": {\"c\": \"x\"},\n\"a\": [1, true, null]}"))
        .hasSameHashCodeAs(contents("\n{\"b\": {\"c\": \"x\"},\n\"a\": [1, true, null]}"));
  }

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
  void other_contents_are_not_equal(String one, String other) throws Exception {
    assertThat(contents(one)).isNotEqualTo(contents(other));
  }
}
