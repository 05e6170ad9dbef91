package dev.slurmec2.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReaderTest {

  @Test
  void remembersWhereValuesAndKeysStand() throws JsonSyntaxException {
    Json.ObjectNode root = (Json.ObjectNode) JsonReader.read("{\n  \"a\": [\n    1.50\n  ]\n}");
    Json.ArrayNode array = (Json.ArrayNode) root.get("a").orElseThrow();
    assertThat(root.at()).isEqualTo(new Location(1, 1));
    assertThat(root.keyAt("a")).isEqualTo(new Location(2, 3));
    assertThat(array.items()).containsExactly(new Json.Numeral("1.50", new Location(3, 5)));
  }

  @Test
  void refusesKeysThatAreThereTwice() {
    assertThatThrownBy(() -> JsonReader.read("{\"a\": 1,\n \"a\": 2}"))
        .isInstanceOfSatisfying(
            JsonSyntaxException.class, e -> assertThat(e.at()).isEqualTo(new Location(2, 2)))
        .hasMessageContaining("\"a\"");
  }

  @Test
  void goesOnBehindKeysThatAreThereTwiceWhenAskedTo() throws JsonSyntaxException {
    List<JsonReader.DuplicateKey> duplicates = new ArrayList<>();
    Json root = JsonReader.read("{\"x\": [{\"a/b\": 1, \"a/b\": 2}]}", duplicates::add);
    assertThat(root).isInstanceOf(Json.ObjectNode.class);
    assertThat(duplicates)
        .containsExactly(
            new JsonReader.DuplicateKey(
                "a/b", "/x/0/a~1b", new Location(1, 19), new Location(1, 9)));
  }

  @Test
  void saysWhereATextStopsBeingJson() {
    assertThatThrownBy(() -> JsonReader.read("{\n  \"a\": 1,\n}"))
        .isInstanceOfSatisfying(
            JsonSyntaxException.class, e -> assertThat(e.at().line()).isEqualTo(3));
  }

  @Test
  void refusesNestingWithoutEndInsteadOfOverflowing() {
    assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
        .isInstanceOf(JsonSyntaxException.class);
  }

  @Test
  void refusesAnEmptyTextAndTextBehindTheEnd() {
    assertThatThrownBy(() -> JsonReader.read(" ")).isInstanceOf(JsonSyntaxException.class);
    assertThatThrownBy(() -> JsonReader.read("{} {}")).isInstanceOf(JsonSyntaxException.class);
  }
}
