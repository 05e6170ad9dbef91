package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The credential scope of a signed request: where and for which service it was signed. The
 * signature itself is not verified.
 *
 * @param region as {@code eu-west-1}
 * @param service {@code ec2} or {@code ssm}
 */
record Scope(String region, String service) {

  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "AWS4-HMAC-SHA256 +.*Credential=[^/,"
              + " ]+/[0-9]{8}/([a-z]{2}(?:-[a-z]+)+-[0-9])/([a-z0-9-]+)/aws4_request.*");

  /**
   * Reads an Authorization header.
   *
   * @throws ApiError when there is none, or one of another form
   */
  static Scope of(@Nullable String authorization) {
    if (authorization == null) {
      throw new ApiError(
          "MissingAuthenticationToken",
          "The request is not signed: it has no Authorization header. Any credentials will do.");
    }
    return find(authorization)
        .orElseThrow(
            () ->
                new ApiError(
                    "AuthFailure", "AWS was not able to validate the provided access credentials"));
  }

  /** Reads an Authorization header; empty for one of another form. */
  static Optional<Scope> find(String authorization) {
    Matcher matcher = CREDENTIAL.matcher(authorization);
    return matcher.matches()
        ? Optional.of(new Scope(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
