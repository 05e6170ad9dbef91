package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateParserTest {

  @ParameterizedTest
  @CsvSource({
    "IDLE, IDLE",
    "IDLE+CLOUD+POWER, IDLE CLOUD POWERED_DOWN",
    "IDLE+CLOUD+POWERED_DOWN, IDLE CLOUD POWERED_DOWN",
    "IDLE+CLOUD+POWERING_DOWN, IDLE CLOUD POWERING_DOWN",
    "IDLE+CLOUD+POWER+POWERING_DOWN, IDLE CLOUD POWERING_DOWN",
    "IDLE+CLOUD+POWERED_DOWN+POWERING_DOWN, IDLE CLOUD POWERED_DOWN POWERING_DOWN",
    "IDLE+CLOUD+POWER_DOWN, IDLE CLOUD POWER_DOWN",
    "MIXED#+CLOUD, MIXED CLOUD POWERING_UP",
    "DOWN*+CLOUD+POWER, DOWN CLOUD NOT_RESPONDING POWERED_DOWN",
    "IDLE@, IDLE REBOOT_REQUESTED",
    "IDLE$, IDLE MAINTENANCE",
    "MAINT*, IDLE MAINTENANCE NOT_RESPONDING",
    "MAINT, IDLE MAINTENANCE",
    "REBOOT+CLOUD, IDLE REBOOT_REQUESTED CLOUD",
    "RESERVED+CLOUD, IDLE RESERVED CLOUD",
    "DOWN+CLOUD+INVALID_REG+FLAG_OF_TOMORROW, DOWN CLOUD INVALID_REG FLAG_OF_TOMORROW",
    "FUTURE, FUTURE",
    "UNKNOWN*, UNKNOWN NOT_RESPONDING",
  })
  void reads(String printed, String expected) {
    List<String> words = List.of(expected.split(" "));

    assertThat(StateParser.parse(printed))
        .hasValueSatisfying(
            state -> {
              assertThat(state.base()).isEqualTo(words.get(0));
              assertThat(state.flags())
                  .containsExactlyInAnyOrderElementsOf(words.subList(1, words.size()));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+CLOUD", "idle", "HAPPY", "*", "POWER", "IDLE~x"})
  void guessesNothing(String printed) {
    assertThat(StateParser.parse(printed)).isEmpty();
  }
}
