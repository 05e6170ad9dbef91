package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ApiLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The SDK is made ready without a request of anybody's. */
final class SdkPreparationTest {

  @Test
  void theRequestThatIsMadeToPrepareIsOneThatEc2AnswersWithInstances() {
    List<Instance> instances = SdkPreparation.describe();

    assertThat(instances).hasSize(1);
    assertThat(instances.get(0).node()).contains("a");
    assertThat(instances.get(0).state()).isEqualTo(Instance.State.RUNNING);
  }

  @Test
  void whoAsksNothingOfEc2DoesNotWaitForIt(@TempDir Path stateDir) {
    SdkPreparation never = SdkPreparation.thatNeverEnds();

    new SdkRegions(stateDir, ApiLimits.DOCUMENTED, never).close();
  }

  @Test
  void theClientsAreTheMachines() {
    try (SdkClients clients = SdkPreparation.start().clients();
        Ec2Client client = clients.ec2("us-east-1", Optional.empty())) {
      assertThat(client.serviceClientConfiguration().endpointOverride()).isEmpty();
    }
  }

  @Test
  void tlsIsLeftOutWhereTheEnvironmentNamesAnEndpointWithout() {
    assertThat(SdkPreparation.isPlain(Map.of())).isFalse();
    assertThat(SdkPreparation.isPlain(Map.of("AWS_ENDPOINT_URL", "https://vpce.example")))
        .isFalse();
    assertThat(SdkPreparation.isPlain(Map.of("AWS_ENDPOINT_URL", "HTTP://127.0.0.1:4566")))
        .isTrue();
    assertThat(
            SdkPreparation.isPlain(
                Map.of(
                    "AWS_ENDPOINT_URL",
                    "http://127.0.0.1:4566",
                    "AWS_ENDPOINT_URL_EC2",
                    "https://vpce.example")))
        .isFalse();
  }
}
