package dev.slurmec2.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the Parameter Store said. */
public sealed interface ParameterAnswers {

  /**
   * An answer. Each name that was asked for is in one of the first two.
   *
   * @param values by name
   * @param missing names that the Parameter Store does not have
   * @param warning a sentence if the values are older than they should be, since the Parameter
   *     Store did not answer
   */
  record Answered(Map<String, String> values, Set<String> missing, Optional<String> warning)
      implements ParameterAnswers {
    public Answered {
      values = Map.copyOf(values);
      missing = Set.copyOf(missing);
    }

    /** Names alone: the values belong in no log. */
    @Override
    public String toString() {
      return "Answered[values of " + values.keySet() + ", missing=" + missing + "]";
    }
  }

  /**
   * No answer, and nothing kept of an earlier one.
   *
   * @param reason a sentence: what happened and what to do
   */
  record Failed(String reason) implements ParameterAnswers {}
}
