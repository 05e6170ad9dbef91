package dev.slurmec2.reconcile;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * References to the Parameter Store that cannot be filled in, as sentences with the file, the place
 * in it, and why.
 *
 * @param groups by the id of node groups that launch nothing because of it
 * @param fallbacks by the id of node groups one of whose second choices is not tried because of it
 */
public record WrongParameters(
    Map<String, List<String>> groups, Map<String, List<String>> fallbacks) {

  /** Where all can be filled in, or there are none. */
  public static final WrongParameters NONE = new WrongParameters(Map.of(), Map.of());

  public WrongParameters {
    groups = Map.copyOf(groups);
    fallbacks = Map.copyOf(fallbacks);
  }

  /** What a person should know of a group; nothing where all is well. */
  public List<String> of(String group) {
    return Stream.concat(
            groups.getOrDefault(group, List.of()).stream().map(why -> "launches nothing: " + why),
            fallbacks.getOrDefault(group, List.of()).stream()
                .map(why -> "a Fallback is not tried: " + why))
        .toList();
  }
}
