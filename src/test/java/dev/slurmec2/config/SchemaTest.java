package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.OnDemandOptionsRequest;
import software.amazon.awssdk.services.ec2.model.SpotOptionsRequest;

/** Keeps the schemas for editors and the reader of one mind. */
class SchemaTest {
  private static final String CONFIG = "config/config.schema.json";
  private static final String PARTITIONS = "config/partitions.schema.json";

  private static final String PRICES = "config/prices.schema.json";

  private static final Schema CONFIG_SCHEMA = schema(CONFIG);
  private static final Schema PARTITIONS_SCHEMA = schema(PARTITIONS);

  private static Schema schema(String file) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Documents.file(file));
  }

  private static boolean accepts(Schema schema, String document) {
    return schema.validate(document, InputFormat.JSON).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/test/resources/v2/config.json", "config/config.example.json"})
  void settingsOfTheExamplesAreValid(String file) {
    assertThat(CONFIG_SCHEMA.validate(Documents.file(file), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/test/resources/v2/partitions.ondemand-and-spot.json",
        "src/test/resources/v2/partitions.two-partitions.json",
        "src/test/resources/v2/partitions.zones-by-feature.json",
        "config/partitions.example.json"
      })
  void partitionsOfTheExamplesAreValid(String file) {
    assertThat(PARTITIONS_SCHEMA.validate(Documents.file(file), InputFormat.JSON)).isEmpty();
  }

  @Test
  void pricesOfTheExampleAreValid() {
    assertThat(
            schema(PRICES).validate(Documents.file("config/prices.example.json"), InputFormat.JSON))
        .isEmpty();
    assertThat(accepts(schema(PRICES), "{\"us-east-1\": {\"c5.large\": {\"spot\": 0}}}")).isFalse();
  }

  /**
   * What the reader refuses the schema refuses, but for what no schema can say (names that are
   * there twice) or what this one leaves to the reader (marked here by its message).
   */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/config/bad-partitions.csv",
      delimiter = '|',
      quoteCharacter = '`',
      maxCharsPerColumn = 10_000)
  void schemaRefusesWhatTheReaderRefuses(
      Problem.Severity severity, String part, String replacement, String pointer, String message) {
    boolean readersOwn =
        Set.of(
                "is there twice",
                "is there as \"CPUs\" already",
                "equals the override in line 15",
                "ends in a backslash",
                "which is a zone: did you mean us-east-1?",
                "in every one of SubnetIds",
                "NodeName is made from",
                "no name of a parameter",
                "with {zone}, which cannot be filled in here",
                "with {nodegroup}, which cannot be filled in here",
                "not well-formed",
                "whole number from 0 to 65533",
                "from 0 to 65533",
                "without an exponent",
                "asks for the same as the node group's own request",
                "asks for the same as the one in line",
                "the node group's own request",
                "did you mean aws/node?",
                "knows no region \"moon\".",
                "needs SubnetIds of its own",
                "needs LaunchTemplateSpecification of its own",
                "lies in one zone")
            .contains(message);
    if (severity == Problem.Severity.ERROR && !readersOwn) {
      String document =
          Documents.with(Documents.PARTITIONS, part, replacement == null ? "" : replacement);
      assertThat(accepts(PARTITIONS_SCHEMA, document)).as(document).isFalse();
    }
  }

  static List<String> badSettings() {
    return List.of(
        "[]",
        "{}",
        Documents.with(Documents.CONFIG, "\"INFO\"", "\"info\""),
        Documents.with(Documents.CONFIG, "\"SlurmBinPath\": \"/slurm/bin\",", ""),
        Documents.with(Documents.CONFIG, "\"SuspendTime\": 350,", ""),
        Documents.with(Documents.CONFIG, "350", "\"soon\""),
        Documents.with(Documents.CONFIG, "350", "{}"),
        Documents.with(Documents.CONFIG, "\"ResumeRate\": 100", "\"ResumeRate\": 70000"),
        Documents.with(Documents.CONFIG, "\"CLOUD\"", "\"a\\nb\""),
        Documents.with(Documents.CONFIG, "\"CLOUD\"", "\"a\\\"b\""),
        Documents.with(Documents.CONFIG, "\"CLOUD\"", "\"\""),
        Documents.with(Documents.CONFIG, "\"PrivateData\"", "\"Private Data\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"GraceSeconds\": 0, \"LogLevel\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"AdoptUntagged\": 1, \"LogLevel\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"ClusterName\": \"*\", \"LogLevel\""),
        Documents.with(
            Documents.CONFIG, "\"LogLevel\"", "\"CapacityCoolDownSeconds\": -1, \"LogLevel\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"JobMessages\": [], \"LogLevel\""),
        Documents.with(
            Documents.CONFIG, "\"LogLevel\"", "\"JobMessages\": {\"Notify\": 1}, \"LogLevel\""),
        Documents.with(
            Documents.CONFIG,
            "\"LogLevel\"",
            "\"JobMessages\": {\"FirstDelaySeconds\": 0}, \"LogLevel\""),
        Documents.with(
            Documents.CONFIG,
            "\"LogLevel\"",
            "\"ApiLimits\": {\"RunInstances\": {\"Resources\": {\"Bucket\": 1, \"PerSecond\": 1}}},"
                + " \"LogLevel\""),
        Documents.with(
            Documents.CONFIG,
            "\"LogLevel\"",
            "\"ApiLimits\": {\"CreateFleet\": {\"Requests\": {\"Bucket\": 1}}}, \"LogLevel\""),
        Documents.with(
            Documents.CONFIG,
            "\"LogLevel\"",
            "\"ApiLimits\": {\"CreateFleet\": {\"Requests\": {\"Bucket\": 0, \"PerSecond\": 1}}},"
                + " \"LogLevel\""),
        Documents.with(
            Documents.CONFIG,
            "\"LogLevel\"",
            "\"ApiLimits\": {\"CreateFleet\": {\"Requests\": {\"Bucket\": 1, \"PerSecond\": 0}}},"
                + " \"LogLevel\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"MaxInstances\": -1, \"LogLevel\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"MaxHourlyCost\": 0, \"LogLevel\""),
        Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"PriceFile\": \"\", \"LogLevel\""));
  }

  @ParameterizedTest
  @MethodSource("badSettings")
  void schemaAndReaderRefuseBadSettings(String document) {
    assertThat(Documents.read(document, Documents.PARTITIONS))
        .isInstanceOf(ConfigurationResult.Invalid.class);
    assertThat(accepts(CONFIG_SCHEMA, document)).isFalse();
  }

  @Test
  void schemaRefusesMisspeltKeysThatTheReaderWarnsOf() {
    assertThat(
            accepts(
                PARTITIONS_SCHEMA,
                Documents.with(Documents.PARTITIONS, "\"ProfileName\"", "\"ProfilName\"")))
        .isFalse();
    assertThat(
            accepts(
                CONFIG_SCHEMA, Documents.with(Documents.CONFIG, "\"LogLevel\"", "\"Loglevel\"")))
        .isFalse();
  }

  @Test
  void schemaHasTheKeysOfTheReader() throws JsonSyntaxException {
    Json config = JsonReader.read(Documents.file(CONFIG));
    Json partitions = JsonReader.read(Documents.file(PARTITIONS));
    assertThat(keys(config, "")).isEqualTo(KnownKeys.CONFIG);
    assertThat(required(config, "/properties/SlurmConf"))
        .containsExactlyInAnyOrderElementsOf(KnownKeys.SLURM_CONF_REQUIRED);
    assertThat(keys(partitions, "")).isEqualTo(KnownKeys.PARTITIONS);
    assertThat(keys(partitions, "/$defs/partition")).isEqualTo(KnownKeys.PARTITION);
    assertThat(keys(partitions, "/$defs/nodeGroup")).isEqualTo(KnownKeys.NODE_GROUP);
    assertThat(keys(partitions, "/$defs/tag")).isEqualTo(KnownKeys.TAG);
    assertThat(keys(partitions, "/$defs/placement")).isEqualTo(KnownKeys.PLACEMENT);
    assertThat(keys(partitions, "/$defs/fallback")).isEqualTo(KnownKeys.FALLBACK);
    assertThat(keys(config, "/properties/JobMessages")).isEqualTo(KnownKeys.JOB_MESSAGES);
    assertThat(keys(config, "/$defs/apiLimit")).isEqualTo(KnownKeys.API_LIMIT);
    assertThat(keys(config, "/$defs/tokenBucket")).isEqualTo(KnownKeys.TOKEN_BUCKET);
    assertThat(keys(config, "/properties/ApiLimits"))
        .isEqualTo(Set.copyOf(LaunchSettingsReader.ACTIONS));
    assertThat(keys(JsonReader.read(Documents.file(PRICES)), "/$defs/price"))
        .isEqualTo(KnownKeys.PRICE);
    assertThat(keys(partitions, "/$defs/launchTemplateSpecification"))
        .containsAll(KnownKeys.LAUNCH_TEMPLATE);
  }

  /** Fails when the SDK learns of new members: they are added to the schema then. */
  @Test
  void schemaHasTheMembersOfTheApi() throws JsonSyntaxException {
    Json defs = JsonTrees.at(JsonReader.read(Documents.file(PARTITIONS)), "/$defs");
    Map<String, SdkPojo> shapes =
        Map.of(
            "launchTemplateOverride", FleetLaunchTemplateOverridesRequest.builder().build(),
            "onDemandOptions", OnDemandOptionsRequest.builder().build(),
            "spotOptions", SpotOptionsRequest.builder().build(),
            "launchTemplateSpecification",
                FleetLaunchTemplateSpecificationRequest.builder().build());
    shapes.forEach(
        (name, shape) -> {
          Map<String, Object> members = members(shape);
          // The suite multiplies overrides by SubnetIds itself.
          members.remove("SubnetId");
          assertThat(members(JsonTrees.at(defs, "/" + name))).as(name).isEqualTo(members);
        });
  }

  @Test
  void schemaHasTheMembersOfCreateFleetThatTheSuiteLeavesToTheUser() throws JsonSyntaxException {
    Set<String> members = members(CreateFleetRequest.builder().build()).keySet();
    members.removeAll(FleetOverridesReader.OWNED.keySet());
    assertThat(keys(JsonReader.read(Documents.file(PARTITIONS)), "/$defs/fleetOverrides"))
        .isEqualTo(members);
  }

  private static Map<String, Object> members(SdkPojo shape) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (SdkField<?> field : shape.sdkFields()) {
      SdkField<?> item =
          field.marshallingType().equals(MarshallingType.LIST)
              ? field.getTrait(ListTrait.class).memberFieldInfo()
              : field;
      members.put(
          field.memberName(),
          item.marshallingType().equals(MarshallingType.SDK_POJO)
              ? members(item.constructor().get())
              : "value");
    }
    return members;
  }

  private static Map<String, Object> members(Json schema) {
    Map<String, Object> members = new LinkedHashMap<>();
    Json.ObjectNode properties = (Json.ObjectNode) JsonTrees.at(schema, "/properties");
    properties
        .members()
        .forEach(
            (name, member) -> {
              Json item = ((Json.ObjectNode) member).get("items").orElse(member);
              boolean isObject = ((Json.ObjectNode) item).get("properties").isPresent();
              members.put(name, isObject ? members(item) : "value");
            });
    return members;
  }

  private static Set<String> keys(Json schema, String pointer) {
    return ((Json.ObjectNode) JsonTrees.at(schema, pointer + "/properties")).members().keySet();
  }

  private static List<String> required(Json schema, String pointer) {
    return ((Json.ArrayNode) JsonTrees.at(schema, pointer + "/required"))
        .items().stream().map(item -> ((Json.Text) item).value()).toList();
  }
}
