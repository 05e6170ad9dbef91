package dev.slurmec2.ec2;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names the permission that lacks where EC2 does not: it often says "this operation" only, with the
 * rest encoded. docs/iam.md has what each action is for.
 */
final class MissingPermission {
  private static final Set<String> CODES =
      Set.of("UnauthorizedOperation", "AccessDenied", "AccessDeniedException");

  /** An action of IAM as policies have it, {@code service:Action}. */
  private static final Pattern ACTION = Pattern.compile("\\b[a-z][a-z0-9-]*:[A-Z][A-Za-z]+");

  /** Calls that need more than the action of their own name (service authorization reference). */
  private static final String OF_A_LAUNCH =
      "ec2:CreateFleet, ec2:RunInstances, ec2:CreateTags, and iam:PassRole where the launch"
          + " template names an instance profile";

  private MissingPermission() {}

  /**
   * The error with the permission's name, where it is one of permission and does not name it.
   *
   * @param action the API's name of the call
   */
  static Ec2Error named(String action, Ec2Error error) {
    if (!CODES.contains(error.code()) || ACTION.matcher(error.message()).find()) {
      return error;
    }
    return new Ec2Error(
        error.errorClass(),
        error.code(),
        error.message() + " The call needs " + needs(action) + ".");
  }

  private static String needs(String action) {
    return switch (action) {
      case "CreateFleet", "RunInstances" -> OF_A_LAUNCH;
      case "CreatePlacementGroup" -> "ec2:CreatePlacementGroup and ec2:CreateTags";
      case "GetParameters" ->
          "ssm:GetParameters, and kms:Decrypt for a SecureString with a key of"
              + " the account's own";
      default -> "ec2:" + action;
    };
  }
}
