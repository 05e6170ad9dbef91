package dev.slurmec2.ec2;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The SDK's exceptions as {@link Ec2Error}s. */
final class SdkErrors {

  /** Chains of causes are short; the limit is for those that go in a circle. */
  private static final int MAX_CAUSES = 16;

  /**
   * What EC2 puts behind a refusal for {@code sts decode-authorization-message}: a page of text.
   */
  private static final String ENCODED = "Encoded authorization failure message:";

  /**
   * What a service puts behind a wrong signature: the request's headers, a session token in them.
   */
  private static final String CANONICAL = "The Canonical String for this request";

  private SdkErrors() {}

  static Ec2Error of(RuntimeException thrown) {
    if (thrown instanceof AwsServiceException service) {
      return answered(service);
    }
    if (any(thrown, ForeignAnswers.NotFromAws.class)) {
      return ErrorClasses.of(ErrorClasses.NO_ANSWER, deepest(thrown));
    }
    if (any(thrown, UnknownHostException.class)) {
      return ErrorClasses.of(
          ErrorClasses.NO_CONNECTION, "The host name is unknown: " + deepest(thrown));
    }
    if (any(thrown, SSLHandshakeException.class, SSLPeerUnverifiedException.class)) {
      return ErrorClasses.of(ErrorClasses.TLS_REFUSED, deepest(thrown));
    }
    if (any(thrown, ConnectException.class, NoRouteToHostException.class)
        || connectTimedOut(thrown)) {
      return ErrorClasses.of(ErrorClasses.NO_CONNECTION, deepest(thrown));
    }
    if (aboutCredentials(thrown)) {
      return ErrorClasses.of(ErrorClasses.NO_CREDENTIALS, withoutObjects(text(thrown)));
    }
    if (thrown instanceof SdkClientException) {
      return ErrorClasses.of(ErrorClasses.NO_ANSWER, deepest(thrown));
    }
    return new Ec2Error(ErrorClass.UNKNOWN, thrown.getClass().getSimpleName(), text(thrown));
  }

  private static Ec2Error answered(AwsServiceException service) {
    AwsErrorDetails details = service.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    String message = details == null ? null : details.errorMessage();
    int status = service.statusCode();
    if (code == null || code.isBlank()) {
      // A proxy or a load balancer spoke, not EC2.
      return ErrorClasses.of(
          "Http" + status, "The answer was HTTP " + status + " without an error code.");
    }
    Ec2Error error = ErrorClasses.of(code, withoutEchoes(Objects.requireNonNullElse(message, "")));
    if (error.errorClass() == ErrorClass.UNKNOWN && status >= 500) {
      return new Ec2Error(ErrorClass.SERVER, error.code(), error.message());
    }
    return error;
  }

  private static String withoutEchoes(String message) {
    String said = message;
    for (String echo : List.of(ENCODED, CANONICAL)) {
      int at = said.indexOf(echo);
      said = at < 0 ? said : said.substring(0, at).strip();
    }
    return said;
  }

  /** The SDK says it in words only: no exception of its own tells missing credentials. */
  private static boolean aboutCredentials(Throwable thrown) {
    return causes(thrown)
        .map(cause -> text(cause).toLowerCase(Locale.ROOT))
        .anyMatch(
            text ->
                text.contains("unable to load credentials")
                    || text.contains("credentials for profile")
                    || text.contains("no credentials")
                    || text.contains("process-based credentials")
                    || text.contains("profile file contained")
                    || text.contains("failed to load credentials"));
  }

  /** The SDK prints its provider chain, or the outline of all profiles, behind its sentence. */
  private static String withoutObjects(String text) {
    return text.replaceFirst("(?s)(: ProfileFile\\(| in the chain AwsCredentials).*", ".");
  }

  private static boolean connectTimedOut(Throwable thrown) {
    return causes(thrown)
        .anyMatch(
            cause ->
                cause instanceof SocketTimeoutException
                    && text(cause).toLowerCase(Locale.ROOT).contains("connect"));
  }

  private static boolean any(Throwable thrown, Class<?>... types) {
    return causes(thrown).anyMatch(cause -> Stream.of(types).anyMatch(t -> t.isInstance(cause)));
  }

  private static String deepest(Throwable thrown) {
    return causes(thrown).reduce((outer, inner) -> inner).map(SdkErrors::text).orElse("");
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
  }

  private static String text(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getSimpleName());
  }
}
