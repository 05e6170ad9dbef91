package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentationTest {
  private static final String PAGE = Documents.file("docs/configuration.md");

  static Stream<String> keys() {
    return Stream.of(
            KnownKeys.CONFIG,
            KnownKeys.SLURM_CONF_REQUIRED,
            KnownKeys.PARTITIONS,
            KnownKeys.PARTITION,
            KnownKeys.NODE_GROUP,
            KnownKeys.PLACEMENT,
            KnownKeys.FALLBACK,
            KnownKeys.JOB_MESSAGES,
            KnownKeys.API_LIMIT,
            KnownKeys.TOKEN_BUCKET,
            LaunchSettingsReader.ACTIONS,
            KnownKeys.LAUNCH_TEMPLATE,
            KnownKeys.TAG)
        .flatMap(java.util.Collection::stream)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void pageExplainsEveryKey(String key) {
    assertThat(PAGE).contains("`" + key + "`");
  }

  @Test
  void tablesOfKeysNameOnlyKeysThatExist() {
    Set<String> known = Set.copyOf(keys().toList());
    Matcher row =
        Pattern.compile(
                "^\\| `([^`]+)` \\|[^|]*\\|[^|]*\\| (?:v2|0\\.1\\.0) \\|$", Pattern.MULTILINE)
            .matcher(PAGE);
    int rows = 0;
    while (row.find()) {
      assertThat(known).contains(row.group(1));
      rows++;
    }
    assertThat(rows)
        .isEqualTo(
            KnownKeys.CONFIG.size() + KnownKeys.PARTITION.size() + KnownKeys.NODE_GROUP.size());
  }

  @Test
  void limitsOfThePageAreThoseOfTheReader() {
    Matcher row =
        Pattern.compile(
                "^\\| (`[A-Z].*`) \\| (\\d+), (\\d+) \\|(?: (\\d+), (\\d+))?", Pattern.MULTILINE)
            .matcher(PAGE);
    Set<String> actions = new java.util.TreeSet<>();
    while (row.find()) {
      for (String word : row.group(1).split(", ", -1)) {
        String action = word.replace("`", "");
        actions.add(action);
        ApiLimits.Limit limit = ApiLimits.DOCUMENTED.of(action);
        assertThat(limit.requests())
            .isEqualTo(
                new ApiLimits.TokenBucket(
                    Integer.parseInt(row.group(2)), Integer.parseInt(row.group(3))));
        assertThat(limit.resources().map(bucket -> bucket.capacity() + ", " + bucket.perSecond()))
            .isEqualTo(
                java.util.Optional.ofNullable(row.group(4))
                    .map(capacity -> capacity + ", " + Double.parseDouble(row.group(5))));
      }
    }
    assertThat(actions).containsExactlyInAnyOrderElementsOf(LaunchSettingsReader.ACTIONS);
  }

  /** Examples are whole objects, or members of one. */
  @Test
  void examplesAreJson() throws JsonSyntaxException {
    Matcher example = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL).matcher(PAGE);
    int examples = 0;
    while (example.find()) {
      String text = example.group(1).strip();
      Json json = JsonReader.read(text.startsWith("{") ? text : "{" + text + "}");
      assertThat(json).isInstanceOf(Json.ObjectNode.class);
      examples++;
    }
    assertThat(examples).isGreaterThanOrEqualTo(8);
  }

  @Test
  void nodeGroupOfThePageIsValid() {
    Matcher example =
        Pattern.compile("```json\\n(\\{\\n  \"NodeGroupName\".*?)```", Pattern.DOTALL)
            .matcher(PAGE);
    assertThat(example.find()).isTrue();
    String partitions =
        "{\"Partitions\": [{\"PartitionName\": \"p\", \"NodeGroups\": ["
            + example.group(1)
            + "]}]}";
    assertThat(Documents.problems(Documents.read(Documents.CONFIG, partitions))).isEmpty();
  }

  @Test
  void defaultsOfThePageAreThoseOfTheReader() {
    Settings settings =
        ((ConfigurationResult.Valid) Documents.read(Documents.CONFIG, Documents.PARTITIONS))
            .configuration()
            .settings();
    assertThat(PAGE)
        .contains("| `GraceSeconds` | number | " + settings.grace().toSeconds() + " |")
        .contains("| `AdoptUntagged` | boolean | " + settings.adoptUntagged() + " |")
        .contains(
            "| `ParameterCacheSeconds` | number | " + settings.parameterCache().toSeconds() + " |")
        .contains("| `BootFailureLimit` | number | " + settings.bootFailureLimit() + " |")
        .contains(
            "| `CapacityCoolDownSeconds` | number | "
                + settings.launch().capacityCoolDown().toSeconds()
                + " |")
        .contains(
            "| `FirstDelaySeconds` | number | "
                + settings.launch().jobMessages().firstDelay().toSeconds()
                + " |")
        .contains(
            "| `MaxDelaySeconds` | number | "
                + settings.launch().jobMessages().maxDelay().toSeconds()
                + " |")
        .contains("`" + settings.stateDir() + "` for `" + settings.logFile() + "`");
  }
}
