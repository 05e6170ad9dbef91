package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.LinkedHashSet;
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
