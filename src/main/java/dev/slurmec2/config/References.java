package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.Set;

/** Checks the references to parameters in a part of partitions.json. */
final class References {

  private References() {}

  /** Reports references that are not well-formed, and any in keys. */
  static void check(Element element, Set<String> placeholders) {
    JsonTrees.forEachText(
        element.value(),
        element.pointer(),
        (text, pointer) ->
            ReferenceSyntax.fault(text.value(), placeholders)
                .ifPresent(fault -> element.problems().error(pointer, text.at(), fault)));
    checkKeys(element);
  }

  private static void checkKeys(Element element) {
    if (element.value() instanceof Json.ObjectNode object) {
      object
          .members()
          .forEach(
              (key, value) -> {
                if (ParameterReferences.isIn(key)) {
                  element.keyError(
                      key, object.keyAt(key), "keys cannot refer to parameters, only values can.");
                }
                checkKeys(element.member(key, value));
              });
    }
    if (element.value() instanceof Json.ArrayNode) {
      element.items().forEach(References::checkKeys);
    }
  }

  /** The sentence for places that must be known before any parameter can be asked for. */
  static String notHere(String key) {
    return key
        + " cannot refer to a parameter: it must be known before the Parameter Store is asked.";
  }
}
