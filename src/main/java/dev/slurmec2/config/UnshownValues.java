package dev.slurmec2.config;

import dev.slurmec2.text.Secrets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Takes values of the Parameter Store out of messages about them. Files may be quoted, for whoever
 * sees the log may see them; parameters may be secrets that only this program can read.
 */
final class UnshownValues {

  /** Shorter values say nothing, and are found in any sentence. */
  private static final int SHORTEST = 3;

  /** A piece of this length is in a message by no chance: "template" is shorter. */
  private static final int PIECE = 10;

  private final Map<String, String> nameByValue;

  /**
   * @param nameByValue the parameters' names by their values
   */
  UnshownValues(Map<String, String> nameByValue) {
    this.nameByValue = Map.copyOf(nameByValue);
  }

  Problem without(Problem problem) {
    return new Problem(
        problem.severity(),
        problem.file(),
        problem.pointer(),
        problem.at(),
        without(problem.message()));
  }

  private String without(String message) {
    String masked = message;
    List<Map.Entry<String, String>> longestFirst =
        nameByValue.entrySet().stream()
            .sorted(Comparator.comparingInt(entry -> -entry.getKey().length()))
            .toList();
    for (Map.Entry<String, String> value : longestFirst) {
      for (String form : List.of(value.getKey(), Quoted.shortened(value.getKey()))) {
        String label = "value of the parameter " + value.getValue();
        masked = Secrets.masked(masked.replace(Quoted.of(form), "(" + label + ")"), form, label);
      }
    }
    for (Map.Entry<String, String> value : longestFirst) {
      if (shows(masked.replace(value.getValue(), ""), value.getKey())) {
        return "the value of the parameter " + value.getValue() + " does not fit here.";
      }
    }
    return masked;
  }

  /** Whether a part of the value has been left, as where only its end or its start was quoted. */
  private static boolean shows(String message, String value) {
    int length = Math.min(value.length(), PIECE);
    for (int start = 0; length >= SHORTEST && start + length <= value.length(); start++) {
      if (message.contains(value.substring(start, start + length))) {
        return true;
      }
    }
    return false;
  }
}
