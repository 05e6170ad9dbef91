package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PriceFile, and what MaxHourlyCost asks of it. */
class PriceFileTest {
  private static final String PRICES =
      """
      {"// comment": 1, "$schema": "prices.schema.json",
       "us-east-1": {"c5.xlarge": {"on-demand": 0.17, "spot": "0.07"},
                     "m5.xlarge": {"on-demand": "0.192"},
                     "c5.metal": {"spot": 1}}}
      """;

  @TempDir private Path directory;

  private ConfigurationResult read(String prices, String config, String partitions)
      throws IOException {
    Files.writeString(directory.resolve("prices.json"), prices);
    return Documents.reader()
        .parse(
            directory,
            Documents.with(Documents.CONFIG, "\"LogLevel\"", config + ", \"LogLevel\""),
            partitions);
  }

  private static List<String> said(ConfigurationResult result) {
    return Documents.problems(result).stream().map(Problem::message).toList();
  }

  @Test
  void pricesAreByRegionTypeAndPurchasingOption() throws IOException {
    ConfigurationResult result =
        read(PRICES, "\"PriceFile\": \"prices.json\"", Documents.PARTITIONS);
    assertThat(said(result)).isEmpty();
    LaunchSettings launch =
        ((ConfigurationResult.Valid) result).configuration().settings().launch();
    PriceTable prices = launch.prices();
    assertThat(prices.price("us-east-1", "c5.xlarge", PurchasingOption.ON_DEMAND))
        .contains(new BigDecimal("0.17"));
    assertThat(prices.price("us-east-1", "c5.xlarge", PurchasingOption.SPOT))
        .contains(new BigDecimal("0.07"));
    assertThat(prices.price("us-east-1", "m5.xlarge", PurchasingOption.SPOT))
        .contains(new BigDecimal("0.192"));
    assertThat(prices.price("us-east-1", "c5.metal", PurchasingOption.ON_DEMAND)).isEmpty();
    assertThat(prices.price("us-east-1", "c4.xlarge", PurchasingOption.SPOT)).isEmpty();
    assertThat(prices.price("eu-central-1", "c5.xlarge", PurchasingOption.SPOT)).isEmpty();
    assertThat(launch.budget()).isEqualTo(Budget.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                      |                      | must be an object, not an array
          {}                                      |                      | has no prices
          {"us-east-1": 1}                        | /us-east-1           | must be an object
          {"us-east-l": {}}                       | /us-east-l           | knows no region "us-east-l"
          {"us-east-1": {"c5": {"spot": 1}}}      | /us-east-1/c5        | is no instance type, such as
          {"us-east-1": {"c5.large": 1}}          | /us-east-1/c5.large  | must be an object
          {"us-east-1": {"c5.large": {}}}         | /us-east-1/c5.large  | neither an on-demand nor a spot
          {"us-east-1": {"c5.large": {"spot": 0}}} | /us-east-1/c5.large/spot | must be more than 0, not "0"
          {"us-east-1": {"c5.large": {"spot": "a"}}} | /us-east-1/c5.large/spot | such as 12.50, not "a"
          {"us-east-1": {"c5.large": {"spot": []}}} | /us-east-1/c5.large/spot | must be a number, not an array
          {"us-east-1": {"c5.large": {"spot": 1e999999999}}} | /us-east-1/c5.large/spot | must be at most
          {"us-east-1": {"c5.large": {"spot": 1e-999999999}}} | /us-east-1/c5.large/spot | digits behind the point
          {"us-east-1": {"c5.large": {"spot": 1, "ondemand": 1}}} | /us-east-1/c5.large/ondemand | did you mean on-demand?
          {"us-east-1": {"c5.large": {"spot": 1,  |                      | this is not JSON
          """)
  void saysWhatIsWrongWithTheFile(String prices, String pointer, String message)
      throws IOException {
    assertThat(
            Documents.problems(
                read(prices, "\"PriceFile\": \"prices.json\"", Documents.PARTITIONS)))
        .singleElement()
        .satisfies(p -> assertThat(p.file()).isEqualTo(directory.resolve("prices.json").toString()))
        .satisfies(p -> assertThat(p.pointer()).isEqualTo(pointer == null ? "" : pointer))
        .satisfies(p -> assertThat(p.message()).contains(message));
  }

  @Test
  void aFileThatIsNotThereIsAnError() throws IOException {
    ConfigurationResult result = read(PRICES, "\"PriceFile\": \"none\"", Documents.PARTITIONS);
    assertThat(result).isInstanceOf(ConfigurationResult.Invalid.class);
    assertThat(said(result)).containsExactly("there is no such file.");
  }

  @Test
  void aFileThatOthersCanChangeIsAnError() throws IOException {
    Files.createDirectory(directory.resolve("prices"));
    Files.writeString(directory.resolve("prices/prices.json"), PRICES);
    FileTrust trust =
        new FileTrust(
            file ->
                Optional.of(new FileAccess("root", "root", file.endsWith("prices") ? 0777 : 0644)),
            Set.of());
    ConfigurationResult result =
        new ConfigurationReader(ApiShapes.ANY, Documents.REGIONS::contains, trust)
            .parse(
                directory,
                Documents.with(
                    Documents.CONFIG,
                    "\"LogLevel\"",
                    "\"PriceFile\": \"prices/prices.json\", \"LogLevel\""),
                Documents.PARTITIONS);
    assertThat(said(result))
        .singleElement()
        .asString()
        .contains("its directory")
        .contains("every user");
  }

  @Test
  void aCostNeedsPrices() {
    assertThat(
            Documents.problems(
                Documents.read(
                    Documents.with(
                        Documents.CONFIG, "\"LogLevel\"", "\"MaxHourlyCost\": 5, \"LogLevel\""),
                    Documents.PARTITIONS)))
        .singleElement()
        .asString()
        .contains("config.json")
        .contains("/MaxHourlyCost: needs to know what instances cost");
    for (String part : List.of("\"NodeGroups\"", "\"NodeGroupName\"")) {
      assertThat(
              said(
                  Documents.read(
                      Documents.CONFIG,
                      Documents.with(
                          Documents.PARTITIONS, part, "\"MaxHourlyCost\": \"5.5\", " + part))))
          .containsExactly(
              "needs to know what instances cost: name a file of prices by PriceFile in"
                  + " config.json.");
    }
  }

  @Test
  void everyTypeThatCountsAgainstACostNeedsAPrice() throws IOException {
    String group = "\"PriceFile\": \"prices.json\"";
    String partitions =
        Documents.with(
            Documents.PARTITIONS,
            "\"SubnetIds\"",
            "\"Fallback\": [{\"PurchasingOption\": \"on-demand\","
                + " \"LaunchTemplateOverrides\": [{\"InstanceType\": \"c5.metal\"}]}],"
                + " \"SubnetIds\"");
    assertThat(said(read(PRICES, group, partitions))).isEmpty();
    String expected =
        "may launch \"c5.metal\" (on-demand), and PriceFile has no price of that in us-east-1,"
            + " which MaxHourlyCost needs; add it.";
    assertThat(said(read(PRICES, group + ", \"MaxHourlyCost\": 10", partitions)))
        .containsExactly(expected);
    for (String part : List.of("\"NodeGroups\"", "\"NodeGroupName\"")) {
      ConfigurationResult result =
          read(PRICES, group, Documents.with(partitions, part, "\"MaxHourlyCost\": 5, " + part));
      assertThat(said(result)).containsExactly(expected);
      assertThat(Documents.problems(result).get(0).pointer())
          .isEqualTo("/Partitions/0/NodeGroups/0/Fallback");
    }
  }

  @Test
  void budgetsAreReadAtAllThreePlaces() throws IOException {
    ConfigurationResult result =
        read(
            PRICES,
            "\"PriceFile\": \"prices.json\", \"MaxInstances\": 100, \"MaxHourlyCost\": 30",
            Documents.PARTITIONS
                .replace("\"NodeGroups\"", "\"MaxInstances\": \"50\", \"NodeGroups\"")
                .replace("\"NodeGroupName\"", "\"MaxHourlyCost\": \"7.5\", \"NodeGroupName\""));
    assertThat(said(result)).isEmpty();
    Configuration configuration = ((ConfigurationResult.Valid) result).configuration();
    Budget cluster = configuration.settings().launch().budget();
    assertThat(cluster.maxInstances()).hasValue(100);
    assertThat(cluster.maxHourlyCost()).contains(new BigDecimal("30"));
    assertThat(configuration.partitions().get(0).budget().maxInstances()).hasValue(50);
    Budget group = configuration.nodeGroups().get(0).policy().budget();
    assertThat(group.maxInstances()).isEmpty();
    assertThat(group.maxHourlyCost()).contains(new BigDecimal("7.5"));
    assertThat(configuration.nodeGroups().get(0).policy().strategy())
        .isEqualTo(ScalingStrategy.BY_JOB);
  }
}
