package dev.slurmec2.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of partitions, or of the node groups of one partition: legal and each there once. */
final class Names {

  /** A dash or underscore would make node names ambiguous, which are partition-group-index. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]+");

  private final String key;
  private final Map<String, Element> seen = new LinkedHashMap<>();

  Names(String key) {
    this.key = key;
  }

  /** The name if it is legal and new; anything else is reported. */
  Optional<String> read(Element element) {
    Optional<String> text = element.text();
    if (text.isEmpty()) {
      return text;
    }
    String name = text.get();
    if (element.isPostponed()) {
      element.error(References.notHere(key));
      return Optional.empty();
    }
    if (!NAME.matcher(name).matches()) {
      element.error(
          "must be made of the letters a-z, A-Z and digits only, not " + Quoted.of(name) + ".");
      return Optional.empty();
    }
    Element first = seen.putIfAbsent(name, element);
    if (first != null) {
      element.error(
          key
              + " "
              + Quoted.of(name)
              + " is there twice; the first is in line "
              + first.value().at().line()
              + ".");
      return Optional.empty();
    }
    return text;
  }
}
