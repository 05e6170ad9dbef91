package dev.slurmec2.sandbox.engine;

import java.util.Collection;

/**
 * An error of the API: the call had no effect. The codes and sentences are those of EC2's list of
 * client and server error codes.
 */
public final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  /**
   * @param status the HTTP status it travels with
   */
  public ApiError(String code, String message, int status) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
  }

  /** An error with the HTTP status that EC2 gives that code. */
  public ApiError(String code, String message) {
    this(code, message, statusOf(code));
  }

  /** EC2's error code. */
  public String code() {
    return code;
  }

  /** EC2's sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The HTTP status that EC2 answers with a code. */
  public static int statusOf(String code) {
    return switch (code) {
      case "RequestLimitExceeded", "Unavailable", "ServiceUnavailable" -> 503;
      case "InternalError", "InternalFailure", "InsufficientInstanceCapacity" -> 500;
      case "DryRunOperation" -> 412;
      case "UnauthorizedOperation", "MissingAuthenticationToken", "SignatureDoesNotMatch" -> 403;
      case "AuthFailure" -> 401;
      default -> 400;
    };
  }

  static ApiError missing(String parameter) {
    return new ApiError(
        "MissingParameter", "The request must contain the parameter " + parameter + ".");
  }

  static ApiError value(String message) {
    return new ApiError("InvalidParameterValue", message);
  }

  static ApiError combination(String message) {
    return new ApiError("InvalidParameterCombination", message);
  }

  /** What EC2 says of a pool that gives nothing, or no more. */
  static ApiError ofPool(String code, Pool pool) {
    String sentence =
        switch (code) {
          case "InsufficientInstanceCapacity" ->
              pool.market() == Market.SPOT
                  ? "There is no Spot capacity available that matches your request."
                  : "We currently do not have sufficient %s capacity in the Availability Zone you requested (%s)."
                      .formatted(pool.instanceType(), pool.zone());
          case "Unsupported" ->
              "Your requested instance type (%s) is not supported in your requested Availability Zone (%s)."
                  .formatted(pool.instanceType(), pool.zone());
          default -> "The sandbox was told that %s answers %s.".formatted(pool, code);
        };
    return new ApiError(code, sentence);
  }

  static ApiError throttled() {
    return new ApiError("RequestLimitExceeded", "Request limit exceeded.");
  }

  static ApiError unknownInstances(Collection<String> ids) {
    String list = String.join(", ", ids);
    return new ApiError(
        "InvalidInstanceID.NotFound",
        ids.size() == 1
            ? "The instance ID '" + list + "' does not exist"
            : "The instance IDs '" + list + "' do not exist");
  }
}
