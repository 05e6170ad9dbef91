package dev.slurmec2.sandbox;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Json.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One condition of a policy's statement: one operator, one key, several values of which any will do
 * (IAM user guide, condition operators). Each key of a call has one value at most here, so that
 * ForAnyValue and no prefix mean the same, and ForAllValues also holds where the key is missing.
 *
 * @param operator without prefix and suffix
 * @param absent whether it holds where the key is missing
 */
record PolicyCondition(String operator, boolean absent, String key, List<String> values) {

  private static final String IF_EXISTS = "IfExists";
  private static final String ALL = "ForAllValues:";
  private static final String ANY = "ForAnyValue:";
  private static final List<String> OPERATORS =
      List.of("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "Bool", "Null");

  PolicyCondition {
    values = List.copyOf(values);
  }

  /**
   * Reads a member Condition.
   *
   * @throws IllegalArgumentException for an operator that is not understood
   */
  static List<PolicyCondition> read(Json condition) {
    List<PolicyCondition> conditions = new ArrayList<>();
    object(condition)
        .members()
        .forEach(
            (operator, keys) ->
                object(keys)
                    .members()
                    .forEach((key, values) -> conditions.add(of(operator, key, values))));
    return conditions;
  }

  private static PolicyCondition of(String written, String key, Json values) {
    boolean all = written.startsWith(ALL);
    String operator =
        all || written.startsWith(ANY) ? written.substring(written.indexOf(':') + 1) : written;
    boolean ifExists = operator.endsWith(IF_EXISTS);
    if (ifExists) {
      operator = operator.substring(0, operator.length() - IF_EXISTS.length());
    }
    if (!OPERATORS.contains(operator)) {
      throw new IllegalArgumentException(
          "The sandbox does not understand the policy's condition "
              + written
              + "; it knows "
              + String.join(", ", OPERATORS)
              + ", with ForAllValues:, ForAnyValue: and IfExists.");
    }
    return new PolicyCondition(
        operator,
        all || ifExists || operator.contains("Not"),
        key,
        Policy.texts("Condition", values));
  }

  /** Whether it holds; names of keys are compared without case, but for a tag's. */
  boolean holds(Map<String, String> context) {
    Optional<String> found =
        context.entrySet().stream()
            .filter(each -> name(each.getKey()).equals(name(key)))
            .map(Map.Entry::getValue)
            .findFirst();
    if (operator.equals("Null")) {
      return values.contains(Boolean.toString(found.isEmpty()));
    }
    return found.map(this::compare).orElse(absent);
  }

  private boolean compare(String actual) {
    return switch (operator) {
      case "StringEquals" -> values.contains(actual);
      case "StringNotEquals" -> !values.contains(actual);
      case "StringLike" -> like(actual);
      case "StringNotLike" -> !like(actual);
      default -> values.stream().anyMatch(actual::equalsIgnoreCase);
    };
  }

  private boolean like(String actual) {
    return values.stream().anyMatch(value -> Policy.pattern(value).matcher(actual).matches());
  }

  /** {@code aws:ResourceTag/Name} keeps the case of what follows the slash. */
  private static String name(String key) {
    int slash = key.indexOf('/');
    return slash < 0
        ? key.toLowerCase(Locale.ROOT)
        : key.substring(0, slash).toLowerCase(Locale.ROOT) + key.substring(slash);
  }

  private static ObjectNode object(Json json) {
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("Condition of the policy is no object of objects.");
  }
}
