package dev.slurmec2.config;

import java.util.Set;

/** Checks the references to parameters in a part of partitions.json. */
final class References {

  private References() {}

  /** Reports references that are not well-formed. */
  static void check(Element element, Set<String> placeholders) {
    JsonTrees.forEachText(
        element.value(),
        element.pointer(),
        (text, pointer) ->
            ReferenceSyntax.fault(text.value(), placeholders)
                .ifPresent(fault -> element.problems().error(pointer, text.at(), fault)));
  }

  /** The sentence for places that must be known before any parameter can be asked for. */
  static String notHere(String key) {
    return key
        + " cannot refer to a parameter: it must be known before the Parameter Store is asked.";
  }
}
