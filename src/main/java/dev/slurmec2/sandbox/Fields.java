package dev.slurmec2.sandbox;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a JSON object that somebody sent. Everything that is wrong is an {@link
 * IllegalArgumentException} with a sentence.
 */
final class Fields {

  private final Json.ObjectNode object;

  private Fields(Json.ObjectNode object) {
    this.object = object;
  }

  /** Reads a body; an empty one is an object without members. */
  static Fields read(String body) {
    try {
      return of(JsonReader.read(body.isBlank() ? "{}" : body));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(
          "The body is not JSON: " + e.getMessage() + " (line " + e.at().line() + ")", e);
    }
  }

  static Fields of(Json json) {
    if (json instanceof Json.ObjectNode object) {
      return new Fields(object);
    }
    throw new IllegalArgumentException("There is " + json.kind() + " where an object must be.");
  }

  /** Refuses members of other names, so that a slip of the pen does not pass for success. */
  Fields only(String... names) {
    Set<String> unknown = new TreeSet<>(object.members().keySet());
    Set<String> known = new TreeSet<>(List.of(names));
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("Unknown members " + unknown + "; known: " + known + ".");
    }
    return this;
  }

  Optional<String> text(String name) {
    return object
        .get(name)
        .map(
            value -> {
              if (value instanceof Json.Text text) {
                return text.value();
              }
              throw wrong(name, value, "a string");
            });
  }

  String need(String name) {
    return text(name)
        .orElseThrow(() -> new IllegalArgumentException("The member " + name + " is missing."));
  }

  Optional<Double> number(String name) {
    return object
        .get(name)
        .map(
            value -> {
              if (value instanceof Json.Numeral number) {
                return number.value().doubleValue();
              }
              throw wrong(name, value, "a number");
            });
  }

  /** A whole number from 0 on that must be there. */
  int whole(String name) {
    double value =
        number(name)
            .orElseThrow(() -> new IllegalArgumentException("The member " + name + " is missing."));
    if (value < 0 || value > Integer.MAX_VALUE || value != Math.rint(value)) {
      throw new IllegalArgumentException(
          "The member " + name + " is no whole number from 0 on: " + value + ".");
    }
    return (int) value;
  }

  /** An array of objects; none when the member is missing. */
  List<Fields> objects(String name) {
    return object
        .get(name)
        .map(
            value -> {
              if (value instanceof Json.ArrayNode array) {
                return array.items().stream().map(Fields::of).toList();
              }
              throw wrong(name, value, "an array of objects");
            })
        .orElse(List.of());
  }

  Optional<Boolean> flag(String name) {
    return object
        .get(name)
        .map(
            value -> {
              if (value instanceof Json.Bool bool) {
                return bool.value();
              }
              throw wrong(name, value, "a boolean");
            });
  }

  List<String> texts(String name) {
    return object
        .get(name)
        .map(
            value -> {
              if (value instanceof Json.ArrayNode array) {
                return array.items().stream()
                    .map(
                        item -> {
                          if (item instanceof Json.Text text) {
                            return text.value();
                          }
                          throw wrong(name, item, "a string");
                        })
                    .toList();
              }
              throw wrong(name, value, "an array of strings");
            })
        .orElse(List.of());
  }

  Optional<Fields> object(String name) {
    return object.get(name).map(Fields::of);
  }

  Map<String, Json> members() {
    return object.members();
  }

  private static IllegalArgumentException wrong(String name, Json value, String wanted) {
    return new IllegalArgumentException(
        "The member " + name + " is " + value.kind() + "; it must be " + wanted + ".");
  }
}
