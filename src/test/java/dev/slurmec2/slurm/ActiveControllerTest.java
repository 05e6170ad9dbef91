package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveControllerTest {

  @ParameterizedTest
  @CsvSource({
    "h1 up,                h1,             YES",
    "h1 up,                h1.example.org, YES",
    "h1.example.org up,    h1,             YES",
    "H1 up,                h1,             YES",
    "localhost up,         anything,       YES",
    "h1 down,              h1,             UNKNOWN",
    "h1 up,                h2,             UNKNOWN",
    "h1 up,                h11,            UNKNOWN",
    "h1.a.org up,          h1.b.org,       UNKNOWN",
    "h1 up;h2 up,          h1,             YES",
    "h1 up;h2 up,          h2,             NO",
    "h1 down;h2 up,        h2,             YES",
    "h1 down;h2 up,        h1,             NO",
    "h1 down;h2 down,      h1,             UNKNOWN",
    "h1 down;h2 up;h3 up,  h3,             NO",
  })
  void decidesByTheFirstThatAnswers(String controllers, String host, ActiveController expected) {
    List<Slurm.Controller> parsed =
        Arrays.stream(controllers.split(";", -1))
            .map(text -> text.split(" ", -1))
            .map(word -> new Slurm.Controller(word[0], "role", word[1].equals("up")))
            .toList();

    assertThat(ActiveController.decide(parsed, List.of("other", host))).isEqualTo(expected);
  }

  @Test
  void knowsNothingWithoutControllersOrNames() {
    assertThat(ActiveController.decide(List.of(), List.of("h1")))
        .isEqualTo(ActiveController.UNKNOWN);
    assertThat(
            ActiveController.decide(
                List.of(new Slurm.Controller("h1", "primary", true)), List.of()))
        .isEqualTo(ActiveController.UNKNOWN);
  }
}
