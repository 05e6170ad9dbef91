package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.Optional;
import java.util.Set;

/** The members of an object whose keys are known beforehand. */
final class Members {
  private final Element owner;
  private final Json.ObjectNode object;
  private final Set<String> known;

  private Members(Element owner, Json.ObjectNode object, Set<String> known) {
    this.owner = owner;
    this.object = object;
    this.known = known;
  }

  /**
   * Opens an object and warns of each key that is not known.
   *
   * @return empty, and reported, when the element is no object
   */
  static Optional<Members> of(Element element, Set<String> known) {
    return element
        .object()
        .map(
            object -> {
              for (String key : object.members().keySet()) {
                if (!known.contains(key)) {
                  element.keyWarning(
                      key,
                      object.keyAt(key),
                      "the key \"" + key + "\" is not known and is ignored" + hint(key, known));
                }
              }
              return new Members(element, object, known);
            });
  }

  /**
   * Opens an object of CreateFleet's, whose keys somebody else knows.
   *
   * @param known the keys that are asked for here
   */
  static Members ofShape(Element element, Json.ObjectNode object, Set<String> known) {
    return new Members(element, object, known);
  }

  private static String hint(String key, Set<String> known) {
    String hint = NearMiss.hint(key, known);
    return hint.isEmpty() ? "." : hint;
  }

  /** The member, if there is one; null counts as none and is warned of. */
  Optional<Element> optional(String key) {
    Optional<Json> value = object.get(key);
    if (value.isPresent() && value.get() instanceof Json.Null) {
      owner.keyWarning(key, object.keyAt(key), key + " is null, which is taken as not there.");
      return Optional.empty();
    }
    return value.map(member -> owner.member(key, member));
  }

  /** The member; reported when it is missing or null. */
  Optional<Element> required(String key) {
    Optional<Json> value = object.get(key);
    if (value.isEmpty() || value.get() instanceof Json.Null) {
      missing(key);
      return Optional.empty();
    }
    return value.map(member -> owner.member(key, member));
  }

  private void missing(String key) {
    String hint =
        object.members().keySet().stream()
            .filter(present -> !known.contains(present))
            .filter(present -> NearMiss.of(present, known).filter(key::equals).isPresent())
            .findFirst()
            .map(present -> " (is \"" + present + "\" meant for it?)")
            .orElse("");
    owner.error(key + " is missing" + hint + ".");
  }

  boolean has(String key) {
    return object.get(key).isPresent();
  }

  /** The member as it is, unless it is missing or null; nothing is reported. */
  Optional<Json> value(String key) {
    return object.get(key).filter(value -> !(value instanceof Json.Null));
  }

  Location keyAt(String key) {
    return object.keyAt(key);
  }

  Element owner() {
    return owner;
  }
}
