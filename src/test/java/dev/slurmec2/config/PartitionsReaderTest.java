package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionsReaderTest {
  private static final String GROUP = "/Partitions/0/NodeGroups/0";

  private static List<Problem> problems(String part, String replacement) {
    return problems(Documents.with(Documents.PARTITIONS, part, replacement));
  }

  private static List<Problem> problems(String partitions) {
    return Documents.problems(Documents.read(Documents.CONFIG, partitions));
  }

  @Test
  void saysNothingOfAGoodDocument() {
    assertThat(problems(Documents.PARTITIONS)).isEmpty();
  }

  /** Columns: severity, part of the document, what replaces it, pointer, part of the message. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/config/bad-partitions.csv",
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 10_000)
  void saysWhatIsWrong(
      Problem.Severity severity, String part, String replacement, String pointer, String message) {
    String emptied = replacement == null ? "" : replacement;
    assertThat(problems(part, emptied))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains(message))
        .satisfies(problem -> assertThat(problem.pointer()).isEqualTo(pointer.replace("~G", GROUP)))
        .satisfies(problem -> assertThat(problem.severity()).isEqualTo(severity))
        .satisfies(problem -> assertThat(problem.at().line()).isPositive());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "MaxNodes": 4                | "MaxNodes": "4"
          "MaxNodes": 4                | "MaxNodes": 4.0
          "MaxNodes": 4                | "MaxNodes": 65536
          "CPUs": "4"                  | "CPUs": 4
          "Default": "YES"             | "Default": true
          "Default": "YES"             | "Default": "Yes"
          "Default": "YES"             | "MaxMemPerCPU": -1.5
          "Default": "YES"             | "SuspendTime": -1
          "Default": "YES"             | "ResumeTimeout": "INFINITE"
          "Version": "$Latest"         | "Version": 3
          "Version": "$Latest"         | "Version": "17"
          "LaunchTemplateName": "name" | "LaunchTemplateId": "lt-0abc"
          "Tags": [{"Key": "k", "Value": "v"}] | "Tags": []
          "Value": "v"                 | "Value": ""
          "Value": "v"                 | "Value": "{node_name} {ip_address} {hostname} {other}"
          {"AllocationStrategy": "lowest-price"} | {"InstanceInterruptionBehavior": "terminate"}
          "Weight": 1                  | "Reason": "\\"in quotes by hand\\""
          {"InstanceType": "c5.xlarge"} | {}
          {"InstanceType": "c5.xlarge"} | {"InstanceType": "c5.xlarge", "MaxPrice": "0.10"}
          {"InstanceType": "c5.xlarge"} | {"InstanceRequirements": {"VCpuCount": {"Min": 8}}}
          {"AllocationStrategy": "lowest-price"} | {"AllocationStrategy": "diversified"}
          "ProfileName": "hpc" | "ScalingStrategy": "all-or-nothing"
          "ProfileName": "hpc" | "ScalingStrategy": "{{ssm:/strategy}}"
          "ProfileName": "hpc" | "Placement": {"PlacementGroup": "node-group"}
          "ProfileName": "hpc" | "Placement": {"SingleZone": "no"}
          "ProfileName": "hpc" | "CapacityReservationIds": ["cr-0abc", "{{ssm:/block}}"]
          "ProfileName": "hpc" | "MaxInstances": "0"
          "ProfileName": "hpc" | "NodeNamePattern": "{partition}{nodegroup}-{id:09}"
          "ProfileName": "hpc" | "Fallback": []
          "ProfileName": "hpc" | "FleetOverrides": {"SpotOptions": {"InstanceInterruptionBehavior": "terminate"}}
          "Default": "YES"} | "Default": "YES"}, "MaxInstances": 3
          """)
  void acceptsWithoutAWord(String part, String replacement) {
    assertThat(problems(part, replacement)).isEmpty();
  }

  @Test
  void acceptsOptionsForOnDemandOnASpotGroupAsTheDocumentedExamplesHaveThem() {
    assertThat(problems("\"SpotOptions\"", "\"OnDemandOptions\"")).isEmpty();
  }

  @Test
  void writesBooleansAsSlurmDoes() {
    String partitions = Documents.with(Documents.PARTITIONS, "\"YES\"", "false");
    assertThat(Documents.valid(partitions).partitions().get(0).options())
        .containsEntry("Default", "NO");
  }

  @Test
  void countsTheNodesOfAllGroups() {
    String group =
        Documents.PARTITIONS.substring(
            Documents.PARTITIONS.indexOf("{\n          \"NodeGroupName\""),
            Documents.PARTITIONS.indexOf("\n      ],\n      \"PartitionOptions\""));
    String large = group.replace("\"MaxNodes\": 4", "\"MaxNodes\": 40000");
    assertThat(problems(group, large + "," + large.replace("\"node\"", "\"more\"")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("80000 nodes in all"))
        .satisfies(problem -> assertThat(problem.pointer()).isEqualTo("/Partitions"));
  }

  @Test
  void knowsPartitionsAndGroupsThatAreThereTwice() {
    String partition =
        Documents.PARTITIONS.substring(
            Documents.PARTITIONS.indexOf("{\n      \"PartitionName\""),
            Documents.PARTITIONS.lastIndexOf("\n  ]"));
    assertThat(problems(partition, partition + "," + partition))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .isEqualTo("PartitionName \"aws\" is there twice; the first is in line 4."))
        .satisfies(
            problem -> assertThat(problem.pointer()).isEqualTo("/Partitions/1/PartitionName"));
    String group =
        partition.substring(
            partition.indexOf("{\n          \"NodeGroupName\""),
            partition.indexOf("\n      ],\n      \"PartitionOptions\""));
    assertThat(problems(group, group + "," + group))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message()).startsWith("NodeGroupName \"node\" is there twice"));
  }

  @Test
  void knowsEc2sLimitOfTags() {
    String tags =
        IntStream.range(0, 46)
            .mapToObj(i -> "{\"Key\": \"k" + i + "\", \"Value\": \"v\"}")
            .collect(Collectors.joining(","));
    assertThat(problems("{\"Key\": \"k\", \"Value\": \"v\"}", tags))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).startsWith("has 46 tags"));
    String key = "\"" + "k".repeat(129) + "\"";
    assertThat(problems("\"Key\": \"k\"", "\"Key\": " + key))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("limit of 128"));
    String value = "\"" + "v".repeat(257) + "\"";
    assertThat(problems("\"Value\": \"v\"", "\"Value\": " + value))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("limit of 256"));
  }

  @Test
  void knowsHowLongNodeNamesMayBe() {
    String fits = "g".repeat(64 - "aws--3".length());
    assertThat(problems("\"node\"", "\"" + fits + "\"")).isEmpty();
    assertThat(problems("\"node\"", "\"" + fits + "g\""))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("65 characters"));
  }

  @Test
  void asksTheShapesOfTheApiAndTellsTheWholeWay() {
    ApiShapes shapes =
        (kind, value) ->
            kind == ApiShapes.ApiObject.LAUNCH_TEMPLATE_OVERRIDES
                ? List.of(
                    new ApiShapes.ShapeProblem(
                        "/InstanceType", value.at(), "is wrong.", Problem.Severity.ERROR))
                : List.of();
    ConfigurationReader reader =
        new ConfigurationReader(shapes, Documents.REGIONS::contains, Documents.ANYBODYS);
    assertThat(
            Documents.problems(
                reader.parse(Documents.DIRECTORY, Documents.CONFIG, Documents.PARTITIONS)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.pointer())
                    .isEqualTo(GROUP + "/LaunchTemplateOverrides/0/InstanceType"));
    String later =
        Documents.with(Documents.PARTITIONS, "\"c5.xlarge\"", "\"{{ssm:/instance/type}}\"");
    assertThat(Documents.problems(reader.parse(Documents.DIRECTORY, Documents.CONFIG, later)))
        .isEmpty();
  }

  @Test
  void keepsFurtherMembersOfTheLaunchTemplate() {
    String partitions =
        Documents.with(
            Documents.PARTITIONS,
            "\"Version\": \"$Latest\"",
            "\"Version\": \"$Latest\", \"LaunchTemplateSpecificationUserData\": \"x\"");
    LaunchTemplate template = Documents.valid(partitions).nodeGroups().get(0).launchTemplate();
    assertThat(template.further().members().keySet())
        .containsExactly("LaunchTemplateSpecificationUserData");
  }
}
