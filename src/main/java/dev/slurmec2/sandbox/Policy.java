package dev.slurmec2.sandbox;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Json.ArrayNode;
import dev.slurmec2.json.Json.ObjectNode;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An identity-based policy of IAM, with actions, resources and conditions (IAM user guide, policy
 * evaluation logic): allowed is what a statement allows and none denies.
 */
final class Policy {

  /** What of IAM's grammar is understood; a policy with more is refused, never half read. */
  private static final List<String> MEMBERS =
      List.of("Sid", "Effect", "Action", "Resource", "Condition");

  /**
   * One thing that a call does.
   *
   * @param action as {@code ec2:TerminateInstances}
   * @param resource its ARN, or an asterisk
   * @param context what conditions can ask for, as {@code aws:ResourceTag/Name}
   */
  record Access(String action, String resource, Map<String, String> context) {
    Access {
      context = Map.copyOf(context);
    }
  }

  private record Statement(
      boolean allows,
      List<Pattern> actions,
      List<Pattern> resources,
      List<PolicyCondition> conditions) {

    boolean matches(Access access) {
      return actions.stream().anyMatch(each -> each.matcher(lower(access.action())).matches())
          && resources.stream().anyMatch(each -> each.matcher(access.resource()).matches())
          && conditions.stream().allMatch(each -> each.holds(access.context()));
    }
  }

  private final List<Statement> statements;

  private Policy(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Reads a policy document.
   *
   * @throws IllegalArgumentException with a sentence for what is no policy, or more than is
   *     understood
   */
  static Policy read(String document) {
    try {
      if (!(JsonReader.read(document) instanceof ObjectNode policy)) {
        throw new IllegalArgumentException("A policy is a JSON object.");
      }
      List<Statement> statements = new ArrayList<>();
      Json given =
          policy
              .get("Statement")
              .orElseThrow(() -> new IllegalArgumentException("The policy has no Statement."));
      for (Json each : given instanceof ArrayNode array ? array.items() : List.of(given)) {
        if (!(each instanceof ObjectNode statement)) {
          throw new IllegalArgumentException("A Statement of the policy is no JSON object.");
        }
        statements.add(statement(statement));
      }
      return new Policy(statements);
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("The policy is no JSON: " + e.getMessage(), e);
    }
  }

  /** Whether the policy lets this be done. */
  boolean allows(Access access) {
    List<Statement> matching =
        statements.stream().filter(statement -> statement.matches(access)).toList();
    return !matching.isEmpty() && matching.stream().allMatch(Statement::allows);
  }

  /** The texts of a member that is one text or an array of them. */
  static List<String> texts(String member, Json value) {
    List<String> texts = new ArrayList<>();
    for (Json each : value instanceof ArrayNode array ? array.items() : List.of(value)) {
      if (!(each instanceof Json.Text text)) {
        throw new IllegalArgumentException(
            member + " of the policy is neither a text nor an array of texts.");
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** IAM's wildcards: an asterisk for any text, a question mark for one character. */
  static Pattern pattern(String text) {
    return Pattern.compile(
        Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"), Pattern.DOTALL);
  }

  private static Statement statement(ObjectNode statement) {
    statement
        .members()
        .keySet()
        .forEach(
            member -> {
              if (!MEMBERS.contains(member)) {
                throw new IllegalArgumentException(
                    "The sandbox does not understand "
                        + member
                        + " in a policy; it knows "
                        + String.join(", ", MEMBERS)
                        + ".");
              }
            });
    String effect = String.join("", need(statement, "Effect"));
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw new IllegalArgumentException(
          "Effect of a policy is Allow or Deny, not " + effect + ".");
    }
    List<PolicyCondition> conditions = new ArrayList<>();
    Optional<Json> given = statement.get("Condition");
    if (given.isPresent()) {
      conditions.addAll(PolicyCondition.read(given.get()));
    }
    return new Statement(
        effect.equals("Allow"),
        need(statement, "Action").stream().map(text -> pattern(lower(text))).toList(),
        need(statement, "Resource").stream().map(Policy::pattern).toList(),
        conditions);
  }

  private static List<String> need(ObjectNode statement, String member) {
    return texts(
        member,
        statement
            .get(member)
            .orElseThrow(
                () -> new IllegalArgumentException("A Statement of the policy has no " + member)));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
