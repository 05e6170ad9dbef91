package dev.slurmec2.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsEveryKindOfValueWithItsPlace() throws JsonSyntaxException {
    Json root = JsonReader.read("[\"t\", 1.50,\n true, false, null,\n  {}, []]");

    assertThat(((Json.ArrayNode) root).items())
        .satisfiesExactly(
            text -> assertThat(text).isEqualTo(new Json.Text("t", new Location(1, 2))),
            number -> assertThat(number).isEqualTo(new Json.Numeral("1.50", new Location(1, 7))),
            yes -> assertThat(yes).isEqualTo(new Json.Bool(true, new Location(2, 2))),
            no -> assertThat(no).isEqualTo(new Json.Bool(false, new Location(2, 8))),
            nothing -> assertThat(nothing).isEqualTo(new Json.Null(new Location(2, 15))),
            object -> assertThat(object.at()).isEqualTo(new Location(3, 3)),
            array -> assertThat(array.at()).isEqualTo(new Location(3, 7)));
    assertThat(root.at()).isEqualTo(new Location(1, 1));
  }

  @Test
  void namesTheKindsAsAPersonDoes() throws JsonSyntaxException {
    Json.ArrayNode root = (Json.ArrayNode) JsonReader.read("[\"t\", 1, true, null, {}, []]");

    assertThat(root.items())
        .extracting(Json::kind)
        .containsExactly("a string", "a number", "a boolean", "null", "an object", "an array");
  }

  @Test
  void keepsTheOrderOfKeysAndKnowsWhereTheyStand() throws JsonSyntaxException {
    Json.ObjectNode root =
        (Json.ObjectNode) JsonReader.read("{\n  \"b\": 1,\n  \"a\": {\"c\": null}\n}");

    assertThat(root.members().keySet()).containsExactly("b", "a");
    assertThat(root.keyAt("a")).isEqualTo(new Location(3, 3));
    assertThat(root.keyAt("none")).isEqualTo(new Location(1, 1));
    assertThat(root.get("none")).isEmpty();
    assertThat(((Json.ObjectNode) root.get("a").orElseThrow()).get("c"))
        .containsInstanceOf(Json.Null.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.10", "1e400", "123456789012345678901234567890"})
  void keepsNumbersAsTheyWereWritten(String literal) throws JsonSyntaxException {
    Json.Numeral number = (Json.Numeral) JsonReader.read(literal);

    assertThat(number.literal()).isEqualTo(literal);
    assertThat(number.value()).isEqualTo(new BigDecimal(literal));
  }

  @Test
  void readsTextOfAnyScript() throws JsonSyntaxException {
    assertThat(((Json.Text) JsonReader.read("\"\\u00e9 \\n \uD83D\uDE00 \\\"\"")).value())
        .isEqualTo("é \n \uD83D\uDE00 \"");
  }

  @Test
  void skipsAByteOrderMark() throws JsonSyntaxException {
    assertThat(JsonReader.read("\uFEFF{}").at()).isEqualTo(new Location(1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                    | 1 | 1",
        "'   '                 | 1 | 1",
        "{\"a\":1,\"a\":2}     | 1 | 8",
        "{\"a\":1} {}          | 1 | 9",
        "{\"a\":1,}            | 1 | 8",
        "[1 2]                 | 1 | 4",
        "nul                   | 1 | 1",
        "{'a':1}               | 1 | 2",
        "{\"a\":               | 1 | 6",
        "\"a                   | 1 | 3",
        "01                    | 1 | 2",
        "// no                 | 1 | 1",
      })
  void refusesWithThePlace(String text, int line, int column) {
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> JsonReader.read(text))
        .satisfies(
            e -> {
              assertThat(e.at().line()).isEqualTo(line);
              assertThat(e.at().column()).isBetween(column, column + 4);
              assertThat(e.getMessage()).isNotBlank();
            });
  }

  @Test
  void tellsTheLineOfAFault() {
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> JsonReader.read("{\n  \"a\": 1\n  \"b\": 2\n}"))
        .satisfies(e -> assertThat(e.at().line()).isEqualTo(3));
  }

  @Test
  void aDocumentThatIsTooDeepIsRefusedNotAStackOverflow() {
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> JsonReader.read("[".repeat(100_000)));
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> JsonReader.read("{\"a\":".repeat(100_000)));
  }

  @Test
  void aNumberThatIsTooLongIsRefused() {
    assertThatExceptionOfType(JsonSyntaxException.class)
        .isThrownBy(() -> JsonReader.read("1".repeat(100_000)));
  }

  @Test
  void treesDoNotChange() throws JsonSyntaxException {
    Json.ArrayNode array = (Json.ArrayNode) JsonReader.read("[1]");
    Json.ObjectNode object = (Json.ObjectNode) JsonReader.read("{\"a\":1}");

    assertThat(array.items()).isUnmodifiable();
    assertThat(object.members()).isUnmodifiable();
    assertThat(object.keys()).isUnmodifiable();
  }
}
