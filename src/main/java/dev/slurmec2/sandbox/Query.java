package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The parameters of a Query protocol request. {@code Filter.1.Value.2=x} is item 2 of the list
 * Value in item 1 of the list Filter.
 */
final class Query {

  private static final int MAX_INDEX_DIGITS = 6;

  private final NavigableMap<String, String> values;

  private Query(NavigableMap<String, String> values) {
    this.values = values;
  }

  /** Reads a form body or the query of a URL. */
  static Query parse(String form) {
    NavigableMap<String, String> values = new TreeMap<>();
    for (String pair : form.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.put(decode(key), decode(value));
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiError("MalformedQueryString", "The request's parameters cannot be decoded.");
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  Optional<Integer> integer(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return Integer.valueOf(value);
              } catch (NumberFormatException e) {
                throw invalid(name, value);
              }
            });
  }

  Optional<Double> number(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return Double.valueOf(value);
              } catch (NumberFormatException e) {
                throw invalid(name, value);
              }
            });
  }

  private static ApiError invalid(String name, String value) {
    return new ApiError(
        "InvalidParameterValue", "Value (" + value + ") for parameter " + name + " is invalid.");
  }

  boolean flag(String name) {
    return "true".equals(values.get(name));
  }

  /** The part of the parameters under a name. */
  Query sub(String name) {
    NavigableMap<String, String> part = new TreeMap<>();
    int skip = name.length() + 1;
    values
        .subMap(name + ".", true, name + "/", false)
        .forEach((key, value) -> part.put(key.substring(skip), value));
    return new Query(part);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** A list of plain values, in the order of their numbers. */
  List<String> texts(String name) {
    Query part = sub(name);
    List<String> texts = new ArrayList<>();
    part.indexes().forEach(index -> part.text(Integer.toString(index)).ifPresent(texts::add));
    return texts;
  }

  /** A list of structures, in the order of their numbers. */
  List<Query> items(String name) {
    Query part = sub(name);
    return part.indexes().stream().map(index -> part.sub(Integer.toString(index))).toList();
  }

  private SortedSet<Integer> indexes() {
    SortedSet<Integer> indexes = new TreeSet<>();
    for (String key : values.keySet()) {
      int dot = key.indexOf('.');
      String head = dot < 0 ? key : key.substring(0, dot);
      if (head.length() <= MAX_INDEX_DIGITS && head.matches("[0-9]+")) {
        indexes.add(Integer.parseInt(head));
      }
    }
    return indexes;
  }
}
