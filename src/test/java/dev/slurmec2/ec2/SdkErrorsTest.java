package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

class SdkErrorsTest {

  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of(new UnknownHostException("ec2.nowhere"), "NoConnection", ErrorClass.SERVER),
        Arguments.of(new ConnectException("refused"), "NoConnection", ErrorClass.SERVER),
        Arguments.of(
            new SocketTimeoutException("Connect timed out"), "NoConnection", ErrorClass.SERVER),
        Arguments.of(new SocketTimeoutException("Read timed out"), "NoAnswer", ErrorClass.SERVER),
        Arguments.of(new SocketException("Connection reset"), "NoAnswer", ErrorClass.SERVER),
        Arguments.of(new IOException("end of stream"), "NoAnswer", ErrorClass.SERVER),
        Arguments.of(
            new SSLHandshakeException("PKIX path building failed"),
            "TlsRefused",
            ErrorClass.CONFIGURATION));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void calls_without_an_answer_have_words_of_ours(Exception cause, String code, ErrorClass kind) {
    Ec2Error error =
        SdkErrors.of(SdkClientException.create("Unable to execute HTTP request", cause));

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.errorClass()).isEqualTo(kind);
    assertThat(error.message()).contains(String.valueOf(cause.getMessage()));
  }

  @Test
  void the_chain_of_providers_is_not_part_of_the_sentence() {
    assertThat(
            SdkErrors.of(
                    SdkClientException.create(
                        "Unable to load credentials from any of the providers in the chain"
                            + " AwsCredentialsProviderChain(credentialsProviders=[A, B]) : [A: no]"))
                .message())
        .startsWith("Unable to load credentials from any of the providers. Give the head node");
  }

  @Test
  void a_circle_of_causes_ends() {
    IOException outer = new IOException("outer");
    IOException inner = new IOException("inner", outer);
    outer.initCause(inner);

    assertThat(SdkErrors.of(SdkClientException.create("x", outer)).code()).isEqualTo("NoAnswer");
  }

  @Test
  void a_profile_that_is_not_there_is_missing_credentials() {
    FakeTime time = new FakeTime();
    try (SdkRegions regions =
        new SdkRegions(
            new SdkClients(Optional.of(URI.create("http://127.0.0.1:9")), Optional.empty()),
            time.waiting())) {
      Ec2 ec2 = regions.in("us-east-1", Optional.of("no-such-profile-anywhere"));

      assertThat(ec2.describe(InstanceQuery.withTag("a", "b")))
          .isInstanceOfSatisfying(
              Ec2Result.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo("NoCredentials");
                assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.PERMISSION);
                assertThat(failed.error().message())
                    .contains("'no-such-profile-anywhere'. Give the head node")
                    .contains("ProfileName");
              });
      assertThat(ec2.terminate(List.of("i-1", "i-2")).failed()).hasSize(2);
    }
    assertThat(time.pauses).isEmpty();
  }
}
