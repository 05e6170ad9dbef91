package dev.slurmec2.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @BeforeEach
  @AfterEach
  void forget() {
    Secrets.forgetAll();
  }

  @Test
  void theLabelTakesThePlaceOfTheValueItsLinesAndItsItems() {
    Secrets.add("value of A", " first-line\nsecond-line,third-item ");

    assertThat(Secrets.masked("first-line, second-line; 'third-item'"))
        .isEqualTo("(value of A), (value of A); '(value of A)'");
  }

  @Test
  void ofTwoThatHoldEachOtherTheLongerCounts() {
    Secrets.add("short", "abcdef");
    Secrets.add("long", "abcdef-ghijkl");

    assertThat(Secrets.masked("abcdef-ghijkl abcdef")).isEqualTo("(long) (short)");
  }

  @Test
  void aShortSecretIsAWordAndALongOneIsFoundInsideOfOthers() {
    Secrets.add("short", "compute");
    Secrets.add("long", "0123456789abcdef");

    assertThat(Secrets.masked("computer compute x0123456789abcdefx"))
        .isEqualTo("computer (short) x(long)x");
  }

  @Test
  void whatIsNoSecretStays() {
    Secrets.open("us-east-1");
    Secrets.add("region", "us-east-1");
    Secrets.add("flag", "true");

    assertThat(Secrets.masked("true in us-east-1")).isEqualTo("true in us-east-1");
  }

  @Test
  void aLabelIsNoPattern() {
    Secrets.add("cost $1 \\", "a.b*c[d");

    assertThat(Secrets.masked("a.b*c[d")).isEqualTo("(cost $1 \\)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "\u009b2J",
        "\b",
        "\r",
        "\u007f",
        "\u202e",
        "\u200b",
        "\u2028",
        "\ud800"
      })
  void aTerminalIsNeverSentWhatItObeys(String hostile) {
    assertThat(Printable.line("a" + hostile.charAt(0) + "b")).isEqualTo("a?b");
    assertThat(Printable.lines("é\t" + hostile.charAt(0) + "\n\uD83D\uDE00"))
        .isEqualTo("é\t?\n\uD83D\uDE00");
  }
}
