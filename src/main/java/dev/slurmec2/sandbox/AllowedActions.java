package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the caller's policy allows: actions as IAM writes them, {@code ec2:Describe*}. */
final class AllowedActions {

  static final String CODE = "UnauthorizedOperation";

  private final List<Pattern> patterns;

  /**
   * @param actions with asterisks; without a service in front, of EC2; none at all allows
   *     everything
   */
  AllowedActions(List<String> actions) {
    this.patterns =
        actions.stream()
            .map(action -> action.contains(":") || action.equals("*") ? action : "ec2:" + action)
            .map(action -> action.toLowerCase(Locale.ROOT))
            .map(action -> Pattern.compile(Pattern.quote(action).replace("*", "\\E.*\\Q")))
            .toList();
  }

  /** Whether an action is allowed; IAM compares without case. */
  boolean isAllowed(String service, String action) {
    String full = (service + ":" + action).toLowerCase(Locale.ROOT);
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> pattern.matcher(full).matches());
  }

  /** Refuses what is not allowed. */
  void check(String service, String action) {
    if (!isAllowed(service, action)) {
      throw new ApiError(
          service.equals("ec2") ? CODE : "AccessDeniedException", sentence(service, action));
    }
  }

  static String sentence(String service, String action) {
    return "You are not authorized to perform this operation. User: arn:aws:iam::"
        + Engine.ACCOUNT
        + ":user/sandbox is not authorized to perform: "
        + service
        + ":"
        + action
        + " because no identity-based policy allows the "
        + service
        + ":"
        + action
        + " action";
  }
}
