package dev.slurmec2.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value that knows where it stood in its text. Immutable; equality includes the place. */
public sealed interface Json {

  /** Where the value starts; {@link Location#NONE} when it was not read from a text. */
  Location at();

  /** What a person calls this kind of value: {@code "a string"}, {@code "an object"} … */
  String kind();

  /** A string. */
  record Text(String value, Location at) implements Json {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /**
   * A number, exact.
   *
   * @param literal the number as it was written, so that it can be written again unchanged
   */
  record Numeral(String literal, Location at) implements Json {
    /** The number's value. */
    public BigDecimal value() {
      return new BigDecimal(literal);
    }

    @Override
    public String kind() {
      return "a number";
    }
  }

  /** True or false. */
  record Bool(boolean value, Location at) implements Json {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  /** The literal null. */
  record Null(Location at) implements Json {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** An array. */
  record ArrayNode(List<Json> items, Location at) implements Json {
    public ArrayNode {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  /**
   * An object; members in the order of the text.
   *
   * @param members by key
   * @param keys where each key stands
   */
  record ObjectNode(Map<String, Json> members, Map<String, Location> keys, Location at)
      implements Json {
    public ObjectNode {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /** The member of that name, if there is one; a null literal is a member. */
    public Optional<Json> get(String key) {
      return Optional.ofNullable(members.get(key));
    }

    /** Where the key stands; the object's own place if there is no such key. */
    public Location keyAt(String key) {
      return keys.getOrDefault(key, at);
    }

    @Override
    public String kind() {
      return "an object";
    }
  }
}
