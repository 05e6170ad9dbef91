package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts the values of parameters in the place of references to them. */
final class ParameterResolver {

  /** Where one question goes. */
  private record Store(String region, Optional<String> profile) {}

  private final ParameterSource source;
  private final String cluster;
  private final Map<Store, ParameterAnswers> answers = new LinkedHashMap<>();

  ParameterResolver(ParameterSource source, String cluster) {
    this.source = source;
    this.cluster = cluster;
  }

  /** Asks for all names of these parts, once per region and profile. */
  void ask(List<ReferenceScope.Part> parts) {
    Map<Store, Set<String>> names = new LinkedHashMap<>();
    for (ReferenceScope.Part part : parts) {
      JsonTrees.forEachText(
          part.value(),
          part.pointer(),
          (text, pointer) -> {
            for (String name : ReferenceSyntax.names(text.value())) {
              names
                  .computeIfAbsent(storeOf(part), store -> new TreeSet<>())
                  .add(filled(name, part));
            }
          });
    }
    names.forEach(
        (store, wanted) -> answers.put(store, source.get(store.region(), store.profile(), wanted)));
  }

  /** The names of the parameters that were found, by their values and by items of these. */
  Map<String, String> namesByValue() {
    Map<String, String> names = new LinkedHashMap<>();
    for (ParameterAnswers answer : answers.values()) {
      if (answer instanceof ParameterAnswers.Answered answered) {
        answered
            .values()
            .forEach(
                (name, value) -> {
                  names.put(value.strip(), name);
                  for (String item : value.split(",", -1)) {
                    names.putIfAbsent(item.strip(), name);
                  }
                });
      }
    }
    return names;
  }

  /** What the answers warn of, once for each store, at the first part that asked it. */
  void warnings(List<ReferenceScope.Part> parts, Problems problems) {
    Set<Store> said = new LinkedHashSet<>();
    for (ReferenceScope.Part part : parts) {
      if (answers.get(storeOf(part)) instanceof ParameterAnswers.Answered answered
          && answered.warning().isPresent()
          && said.add(storeOf(part))) {
        problems.warning(part.pointer(), part.value().at(), answered.warning().get());
      }
    }
  }

  /** The part's value without references; what cannot be resolved is reported and left. */
  Json resolved(ReferenceScope.Part part, Problems problems) {
    return JsonTrees.replaced(
        part.value(),
        part.pointer(),
        (value, pointer) ->
            value instanceof Json.Text text && ParameterReferences.isIn(text.value())
                ? resolved(text, pointer, part, problems)
                : List.of(value));
  }

  private List<Json.Text> resolved(
      Json.Text text, String pointer, ReferenceScope.Part part, Problems problems) {
    Element element = new Element(text, pointer, problems);
    String value =
        ReferenceSyntax.replace(
            text.value(),
            name ->
                value(filled(name, part), part, element)
                    .orElse(ReferenceSyntax.START + name + "}}"));
    if (!pointer.matches(".*/(SubnetIds|CapacityReservationIds)/[0-9]+")) {
      return List.of(new Json.Text(value, text.at()));
    }
    // A parameter of type StringList is one string with commas: several ids from one name.
    List<Json.Text> ids = new ArrayList<>();
    for (String id : value.split(",", -1)) {
      ids.add(new Json.Text(id.strip(), text.at()));
    }
    return ids;
  }

  private Optional<String> value(String name, ReferenceScope.Part part, Element element) {
    ParameterAnswers answer = answers.get(storeOf(part));
    if (answer instanceof ParameterAnswers.Failed failed) {
      element.error("needs the parameter " + name + ". " + failed.reason());
      return Optional.empty();
    }
    // White space at the ends comes from files put into parameters and is never meant.
    Optional<String> value =
        answer instanceof ParameterAnswers.Answered answered
            ? Optional.ofNullable(answered.values().get(name)).map(String::strip)
            : Optional.empty();
    if (value.isEmpty()) {
      element.error(
          "the Parameter Store has no parameter "
              + name
              + " in "
              + part.region()
              + "; create it, or mend the name.");
    } else if (ParameterReferences.isIn(value.get())) {
      element.error(
          "the value of the parameter "
              + name
              + " refers to a parameter itself, which is not followed.");
      return Optional.empty();
    }
    return value;
  }

  private String filled(String name, ReferenceScope.Part part) {
    Map<String, String> placeholders = new LinkedHashMap<>(part.placeholders());
    placeholders.put(ReferenceSyntax.CLUSTER, cluster);
    return ReferenceSyntax.filled(name, placeholders);
  }

  private static Store storeOf(ReferenceScope.Part part) {
    return new Store(part.region(), part.profile());
  }
}
