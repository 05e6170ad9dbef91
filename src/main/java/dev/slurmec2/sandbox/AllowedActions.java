package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What the caller's policy allows: actions as IAM writes them, {@code ec2:Describe*}. */
final class AllowedActions {

  static final String CODE = "UnauthorizedOperation";

  private final List<Pattern> patterns;
  private final Optional<Policy> policy;

  /**
   * @param actions with asterisks; without a service in front, of EC2; none at all allows
   *     everything
   * @param policy what else has to allow a call, with its resources and conditions
   */
  AllowedActions(List<String> actions, Optional<Policy> policy) {
    this.policy = policy;
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

  /**
   * Refuses a call of which the policy does not allow every part.
   *
   * @param accesses the parts; not asked for where there is no policy, as they can be thousands
   */
  void check(Supplier<List<Policy.Access>> accesses) {
    refused(accesses)
        .ifPresent(
            access -> {
              int colon = access.action().indexOf(':');
              String service = access.action().substring(0, colon);
              throw new ApiError(
                  service.equals("ec2") ? CODE : "AccessDeniedException",
                  sentence(service, access.action().substring(colon + 1))
                      + " on resource: "
                      + access.resource());
            });
  }

  /** The first that the policy does not allow. */
  Optional<Policy.Access> refused(Supplier<List<Policy.Access>> accesses) {
    return policy.flatMap(
        rules -> accesses.get().stream().filter(access -> !rules.allows(access)).findFirst());
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
