package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON value together with the way to it, so that whoever checks it can say where it stands.
 *
 * @param value the value
 * @param pointer its JSON pointer
 * @param problems where its problems go
 */
record Element(Json value, String pointer, Problems problems) {

  /** A member of this element, which must be that object. */
  Element member(String key, Json member) {
    return new Element(member, pointer + "/" + escaped(key), problems);
  }

  /** RFC 6901, section 3. */
  static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  void error(String message) {
    problems.error(pointer, value.at(), message);
  }

  void warning(String message) {
    problems.warning(pointer, value.at(), message);
  }

  /** Reports a problem with a key of this object. */
  void keyError(String key, Location at, String message) {
    problems.error(pointer + "/" + escaped(key), at, message);
  }

  /** Says something about a key of this object. */
  void keyWarning(String key, Location at, String message) {
    problems.warning(pointer + "/" + escaped(key), at, message);
  }

  /**
   * Whether the value is not known yet, because it is a string with a reference to a parameter: its
   * checks wait until the reference is resolved. So do those of references that are not
   * well-formed, which {@link References} reports.
   */
  boolean isPostponed() {
    return value instanceof Json.Text text && ReferenceSyntax.isMeant(text.value());
  }

  /** The value if it is a string that is not empty; anything else is reported. */
  Optional<String> text() {
    if (!(value instanceof Json.Text text)) {
      error("must be a string, not " + value.kind() + ".");
      return Optional.empty();
    }
    if (text.value().isBlank()) {
      error("must not be empty.");
      return Optional.empty();
    }
    return Optional.of(text.value());
  }

  /** The value if it is an object; anything else is reported. */
  Optional<Json.ObjectNode> object() {
    if (value instanceof Json.ObjectNode object) {
      return Optional.of(object);
    }
    error("must be an object, not " + value.kind() + ".");
    return Optional.empty();
  }

  /** The items if it is an array; anything else is reported and counts as no items. */
  List<Element> items() {
    if (!(value instanceof Json.ArrayNode array)) {
      error("must be an array, not " + value.kind() + ".");
      return List.of();
    }
    List<Element> items = new ArrayList<>();
    for (Json item : array.items()) {
      items.add(new Element(item, pointer + "/" + items.size(), problems));
    }
    return items;
  }

  /** The items if it is an array of one or more; anything else is reported. */
  List<Element> itemsAtLeastOne(String what) {
    if (value instanceof Json.ArrayNode array && array.items().isEmpty()) {
      error("is empty; it must hold at least one " + what + ".");
    }
    return items();
  }
}
