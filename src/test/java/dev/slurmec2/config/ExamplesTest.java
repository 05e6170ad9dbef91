package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {
  private static final String V2 = "src/test/resources/v2/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partitions.ondemand-and-spot.json",
        "partitions.two-partitions.json",
        "partitions.zones-by-feature.json"
      })
  void documentedFilesOfThePythonPluginAreAcceptedWithoutAWord(String partitions) {
    ConfigurationResult result =
        Documents.read(Documents.file(V2 + "config.json"), Documents.file(V2 + partitions));
    assertThat(result).isInstanceOf(ConfigurationResult.Valid.class);
    assertThat(Documents.problems(result)).isEmpty();
  }

  @Test
  void documentedFileIsReadAsItIsMeant() {
    Configuration configuration =
        Documents.valid(Documents.file(V2 + "partitions.ondemand-and-spot.json"));
    assertThat(configuration.partitions()).hasSize(1);
    Partition partition = configuration.partitions().get(0);
    assertThat(partition.options())
        .containsExactly(
            java.util.Map.entry("Default", "yes"),
            java.util.Map.entry("TRESBillingWeights", "cpu=4"));
    NodeGroup spot = partition.nodeGroups().get(1);
    assertThat(spot.id()).isEqualTo("aws/spot");
    assertThat(spot.maxNodes()).isEqualTo(100);
    assertThat(spot.region()).isEqualTo("us-east-1");
    assertThat(spot.profile()).isEmpty();
    assertThat(spot.purchasingOption()).isEqualTo(PurchasingOption.SPOT);
    assertThat(spot.slurmSpecifications()).containsEntry("CPUs", "4").containsEntry("Weight", "2");
    assertThat(spot.launchTemplate().name()).contains("template-name");
    assertThat(spot.launchTemplate().version()).isEqualTo("$Latest");
    assertThat(spot.onDemandOptions().get("AllocationStrategy")).isPresent();
    assertThat(spot.spotOptions().members()).isEmpty();
    assertThat(spot.overrides()).hasSize(1);
    assertThat(spot.subnetIds()).containsExactly("subnet-11111111", "subnet-22222222");
    assertThat(spot.tags()).containsExactly(new Tag("NodeGroup", "spot"));
  }

  @Test
  void commentedExamplesAreAcceptedAndTheirCommentsGoNowhere() {
    ConfigurationResult result =
        Documents.read(
            Documents.file("config/config.example.json"),
            Documents.file("config/partitions.example.json"));
    assertThat(Documents.problems(result)).isEmpty();
    Configuration configuration = ((ConfigurationResult.Valid) result).configuration();
    assertThat(configuration.settings().slurmConf().keySet()).noneMatch(k -> k.contains("/"));
    assertThat(configuration.nodeGroups().get(1).overrides().get(0).members().keySet())
        .containsExactly("ImageId", "InstanceRequirements");
    assertThat(configuration.document().orElseThrow().members().keySet())
        .containsExactly("$schema", "Partitions");
  }
}
