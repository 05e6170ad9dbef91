package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Walks JSON trees with their pointers, and makes changed copies of them. */
final class JsonTrees {

  private JsonTrees() {}

  /** Visits each string, but not keys, in the order of the text. */
  static void forEachText(Json value, String pointer, BiConsumer<Json.Text, String> visitor) {
    if (value instanceof Json.Text text) {
      visitor.accept(text, pointer);
    } else if (value instanceof Json.ArrayNode array) {
      for (int i = 0; i < array.items().size(); i++) {
        forEachText(array.items().get(i), pointer + "/" + i, visitor);
      }
    } else if (value instanceof Json.ObjectNode object) {
      object
          .members()
          .forEach(
              (key, member) -> forEachText(member, pointer + "/" + Element.escaped(key), visitor));
    }
  }

  /**
   * A copy with some values replaced.
   *
   * @param replacement asked for each value from the root on, with its pointer; what stands for it:
   *     itself to go on with what it holds, something else to be taken as it is; several are taken
   *     for an item of an array only, elsewhere the first counts
   */
  static Json replaced(
      Json value, String pointer, BiFunction<Json, String, List<? extends Json>> replacement) {
    return allReplaced(value, pointer, replacement).get(0);
  }

  private static List<? extends Json> allReplaced(
      Json value, String pointer, BiFunction<Json, String, List<? extends Json>> replacement) {
    List<? extends Json> instead = replacement.apply(value, pointer);
    if (instead.size() != 1 || !instead.get(0).equals(value)) {
      return instead;
    }
    if (value instanceof Json.ArrayNode array) {
      List<Json> items = new ArrayList<>();
      for (int i = 0; i < array.items().size(); i++) {
        items.addAll(allReplaced(array.items().get(i), pointer + "/" + i, replacement));
      }
      return List.of(new Json.ArrayNode(items, array.at()));
    }
    if (value instanceof Json.ObjectNode object) {
      Map<String, Json> members = new LinkedHashMap<>();
      object
          .members()
          .forEach(
              (key, member) ->
                  members.put(
                      key, replaced(member, pointer + "/" + Element.escaped(key), replacement)));
      return List.of(new Json.ObjectNode(members, object.keys(), object.at()));
    }
    return instead;
  }

  /** The value at a JSON pointer below this one; the value itself for a pointer to nowhere. */
  static Json at(Json value, String pointer) {
    Json found = value;
    for (String step : pointer.split("/", -1)) {
      if (found instanceof Json.ObjectNode object) {
        found = object.get(step.replace("~1", "/").replace("~0", "~")).orElse(found);
      } else if (found instanceof Json.ArrayNode array
          && step.matches("[0-9]{1,9}")
          && Integer.parseInt(step) < array.items().size()) {
        found = array.items().get(Integer.parseInt(step));
      }
    }
    return found;
  }

  /** The value as if it had been made and not read: equal to others of the same contents. */
  static Json withoutPlaces(Json value) {
    if (value instanceof Json.Text text) {
      return new Json.Text(text.value(), Location.NONE);
    } else if (value instanceof Json.Numeral number) {
      return new Json.Numeral(number.literal(), Location.NONE);
    } else if (value instanceof Json.Bool bool) {
      return new Json.Bool(bool.value(), Location.NONE);
    } else if (value instanceof Json.ArrayNode array) {
      return new Json.ArrayNode(
          array.items().stream().map(JsonTrees::withoutPlaces).toList(), Location.NONE);
    } else if (value instanceof Json.ObjectNode object) {
      Map<String, Json> members = new LinkedHashMap<>();
      object.members().forEach((key, member) -> members.put(key, withoutPlaces(member)));
      return new Json.ObjectNode(members, Map.of(), Location.NONE);
    }
    return new Json.Null(Location.NONE);
  }
}
