package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Location;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnshownValuesTest {

  private static String without(String value, String message) {
    return new UnshownValues(Map.of(value, "/p"))
        .without(new Problem(Problem.Severity.ERROR, "f", "", Location.NONE, message))
        .message();
  }

  @ParameterizedTest
  @CsvSource({
    "s3cret, '\"s3cret\" is no name.', (value of the parameter /p) is no name.",
    "s3cret, 'a number, not a string s3cret.', 'a number, not a string (value of the parameter /p).'",
    "many, 'must be a number, not many.', 'must be a number, not (value of the parameter /p).'",
    "0, 'must be from 1 to 100.', must be from 1 to 100."
  })
  void theNameOfTheParameterTakesThePlaceOfItsValue(String value, String message, String masked) {
    assertThat(without(value, message)).isEqualTo(masked);
  }

  @Test
  void aLongValueIsFoundWhereItIsQuotedInPart() {
    String value = "k3y-" + "z".repeat(100);

    assertThat(without(value, Quoted.of(value) + " is wrong."))
        .doesNotContain("k3y", "zzz")
        .contains("/p");
  }

  @Test
  void whereAPieceIsLeftTheWholeMessageGoes() {
    assertThat(without("us-secret-1a", "us-secret-1a is a zone: did you mean us-secret-1?"))
        .isEqualTo("the value of the parameter /p does not fit here.");
  }
}
