package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a configuration refers to the Parameter Store, so that nobody asks AWS for what is not
 * needed. Names are as written, with unfilled placeholders.
 */
public final class ParameterReferences {

  private ParameterReferences() {}

  /** Whether a string refers to a parameter. */
  public static boolean isIn(String text) {
    return text.contains(ReferenceSyntax.START) && !ReferenceSyntax.names(text).isEmpty();
  }

  /** The names in all that is used to launch instances of these groups ({@link NodeGroup#id}). */
  public static Set<String> inLaunch(Configuration configuration, Set<String> groupIds) {
    return names(configuration, ReferenceScope.launch(groupIds));
  }

  /**
   * The names in all that goes into slurm.conf: MaxNodes, SlurmSpecifications, PartitionOptions.
   */
  public static Set<String> inSlurmConf(Configuration configuration) {
    return names(configuration, ReferenceScope.slurmConf());
  }

  /**
   * The names in MaxNodes. While there are some, {@link NodeGroup#maxNodes} of those groups is the
   * largest number that Slurm takes and not the number of nodes that exist.
   */
  public static Set<String> inMaxNodes(Configuration configuration) {
    return names(configuration, ReferenceScope.maxNodes());
  }

  /** The names in CapacityReservationIds, also of second choices. */
  public static Set<String> inReservations(Configuration configuration) {
    return names(configuration, ReferenceScope.reservations());
  }

  /**
   * Under which key each parameter is the whole value, in all that is used to launch instances of
   * these groups: what kind of thing it stands for.
   *
   * @param cluster what {@code {cluster}} stands for
   * @return keys by the parameter's name as the Parameter Store is asked for it; a list's key
   *     stands for its items
   */
  public static Map<String, String> keysInLaunch(
      Configuration configuration, Set<String> groupIds, String cluster) {
    Map<String, String> keys = new LinkedHashMap<>();
    if (configuration.document().isEmpty()) {
      return keys;
    }
    for (ReferenceScope.Part part :
        ReferenceScope.launch(groupIds).parts(configuration.document().get())) {
      Map<String, String> placeholders = new LinkedHashMap<>(part.placeholders());
      placeholders.put(ReferenceSyntax.CLUSTER, cluster);
      JsonTrees.forEachText(
          part.value(),
          part.pointer(),
          (Json.Text text, String pointer) ->
              ReferenceSyntax.names(text.value()).stream()
                  .filter(name -> text.value().equals(ReferenceSyntax.START + name + "}}"))
                  .forEach(
                      name ->
                          keys.putIfAbsent(
                              ReferenceSyntax.filled(name, placeholders),
                              pointer.replaceAll("/[0-9]+$", "").replaceAll(".*/", ""))));
    }
    return keys;
  }

  private static Set<String> names(Configuration configuration, ReferenceScope scope) {
    Set<String> names = new LinkedHashSet<>();
    configuration
        .document()
        .ifPresent(
            document ->
                scope
                    .parts(document)
                    .forEach(
                        part ->
                            JsonTrees.forEachText(
                                part.value(),
                                part.pointer(),
                                (Json.Text text, String pointer) ->
                                    names.addAll(ReferenceSyntax.names(text.value())))));
    return names;
  }
}
