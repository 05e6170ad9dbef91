package dev.slurmec2.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxTest {

  @TempDir private Path directory;

  @Test
  void any_address_but_loopback_is_refused() {
    assertThatThrownBy(
            () -> Sandbox.start(SandboxOptions.builder().host("0.0.0.0").build()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The sandbox listens on loopback only and not on 0.0.0.0");
  }

  @Test
  void the_port_file_holds_the_endpoint_while_it_answers() throws IOException {
    Path file = directory.resolve("endpoint");
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.builder().portFile(file).build())) {
      assertThat(file).hasContent(sandbox.endpoint() + "\n");
      assertThat(sandbox.endpoint().toString()).matches("http://127\\.0\\.0\\.1:[0-9]+");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void subnets_of_one_node_group_get_zones_of_their_own() throws IOException {
    Files.writeString(
        directory.resolve("partitions.json"),
        """
        {"Partitions": [{"PartitionName": "aws", "NodeGroups": [
          {"Region": "us-east-1", "SubnetIds": ["subnet-01"],
           "LaunchTemplateSpecification": {"LaunchTemplateName": "one"}},
          {"Region": "us-east-1", "SubnetIds": ["subnet-02", "subnet-03", "subnet-04", "subnet-05"],
           "LaunchTemplateOverrides": [{"InstanceType": "c5.large", "ImageId": "ami-0a"}],
           "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-0b"}},
          {"Region": "eu-west-1", "SubnetIds": ["subnet-06"]}]}]}
        """);

    ConfigInventory inventory = ConfigInventory.read(directory);

    assertThat(inventory.subnets())
        .isEqualTo(
            Map.of(
                "subnet-01", "us-east-1a",
                "subnet-02", "us-east-1b",
                "subnet-03", "us-east-1c",
                "subnet-04", "us-east-1a",
                "subnet-05", "us-east-1d",
                "subnet-06", "eu-west-1a"));
    assertThat(inventory.templates()).containsExactlyInAnyOrder("one", "lt-0b");
    assertThat(inventory.images()).containsExactly("ami-0a");
  }

  @Test
  void what_a_parameter_names_is_left_open() throws IOException {
    Files.writeString(
        directory.resolve("partitions.json"),
        """
        {"Partitions": [{"NodeGroups": [
          {"Region": "us-east-1", "SubnetIds": ["{{ssm:/subnet}}", "subnet-02"],
           "LaunchTemplateSpecification": {"LaunchTemplateName": "{{ssm:/template}}"},
           "LaunchTemplateOverrides": [{"ImageId": "{{ssm:/ami}}"}]}]}]}
        """);

    ConfigInventory inventory = ConfigInventory.read(directory);

    assertThat(inventory.subnets()).isEmpty();
    assertThat(inventory.templates()).isEmpty();
    assertThat(inventory.images()).isEmpty();
  }

  @Test
  void a_configuration_that_is_not_JSON_is_reported_with_its_line() throws IOException {
    Files.writeString(directory.resolve("partitions.json"), "{\n  nonsense\n}");

    assertThatThrownBy(
            () -> Sandbox.start(SandboxOptions.builder().configDir(directory).build()).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("partitions.json, line 2");
  }
}
