package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records that four releases of Slurm printed, each state of a CLOUD node's life in a file. */
class RecordedNodesTest {

  @SuppressWarnings("UnusedVariable") // read by @FieldSource
  static final List<String> VERSIONS = Recorded.VERSIONS;

  static Stream<Arguments> states() {
    return Stream.of(
            states("powered-down", "IDLE CLOUD POWERED_DOWN"),
            states(
                "powering-up",
                "IDLE CLOUD POWERING_UP",
                "IDLE CLOUD NOT_RESPONDING POWERING_UP",
                "IDLE CLOUD NOT_RESPONDING POWERING_UP",
                "IDLE CLOUD NOT_RESPONDING POWERING_UP"),
            states(
                "allocated-powering-up",
                "ALLOCATED CLOUD POWERING_UP",
                "ALLOCATED CLOUD NOT_RESPONDING POWERING_UP",
                "ALLOCATED CLOUD NOT_RESPONDING POWERING_UP",
                "ALLOCATED CLOUD NOT_RESPONDING POWERING_UP"),
            states("idle-up", "IDLE CLOUD", "IDLE CLOUD", "IDLE CLOUD", "IDLE CLOUD"),
            states("allocated", "ALLOCATED CLOUD"),
            states("mixed", "MIXED CLOUD"),
            states("allocated-draining", "ALLOCATED CLOUD DRAIN"),
            states(
                "allocated-power-down",
                "ALLOCATED CLOUD NOT_RESPONDING",
                "ALLOCATED CLOUD POWER_DOWN",
                "ALLOCATED CLOUD POWER_DOWN POWER_UP",
                "ALLOCATED CLOUD POWER_DOWN POWER_UP"),
            states("idle-drained", "IDLE CLOUD DRAIN"),
            states(
                "powering-down",
                "IDLE CLOUD POWERING_DOWN",
                "IDLE CLOUD POWERING_DOWN",
                "IDLE CLOUD POWERING_DOWN POWER_UP",
                "IDLE CLOUD POWERING_DOWN"),
            states("down-up", "DOWN CLOUD", "DOWN CLOUD", "DOWN CLOUD POWER_UP", "DOWN CLOUD"),
            states("down-powered-down", "DOWN CLOUD POWERED_DOWN"),
            states("drained-powered-down", "IDLE CLOUD DRAIN POWERED_DOWN"),
            states(
                "resume-timeout",
                "DOWN CLOUD NOT_RESPONDING POWERED_DOWN",
                "DOWN CLOUD NOT_RESPONDING POWERED_DOWN",
                "DOWN CLOUD POWERED_DOWN",
                "DOWN CLOUD POWERED_DOWN"))
        .flatMap(each -> each);
  }

  /** One file name with its state in each version, or in all. */
  private static Stream<Arguments> states(String file, String... expected) {
    return IntStream.range(0, Recorded.VERSIONS.size())
        .mapToObj(
            i ->
                Arguments.of(
                    Recorded.VERSIONS.get(i), file, expected[expected.length == 1 ? 0 : i]));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("states")
  void readsTheState(String version, String file, String expected) {
    NodeRecord node = only(version, file);
    List<String> words = List.of(expected.split(" "));

    assertThat(node.state().base()).isEqualTo(words.get(0));
    assertThat(node.state().flags())
        .containsExactlyInAnyOrderElementsOf(words.subList(1, words.size()));
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void readsAllNodes(String version) {
    NodeRecords records = NodeOutput.parse(Recorded.file(version, "all.txt"));

    assertThat(records.unreadable()).isEmpty();
    assertThat(records.byName().keySet())
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "aws-node-" + i).toList());
    assertThat(records.byName().values())
        .allSatisfy(
            node -> {
              assertThat(node.partitions()).containsExactly("aws");
              assertThat(node.state().has("CLOUD")).isTrue();
            });
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void aStateInAReasonIsNoState(String version) {
    NodeRecord node = only(version, "allocated-draining");

    assertThat(node.state().is("ALLOCATED")).isTrue();
    assertThat(node.reason()).contains("bad disk State=DOWN yesterday");
    assertThat(node.reasonBy()).contains("root");
    assertThat(node.reasonAt()).hasValueSatisfying(at -> assertThat(at.getYear()).isEqualTo(2026));
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void aNodeThatIsOffHasItsNameForAddressAndNoTimes(String version) {
    NodeRecord node = only(version, "powered-down");

    assertThat(node.hasAddress()).isFalse();
    assertThat(node.hostname()).isEqualTo(node.name());
    assertThat(node.bootTime()).isEmpty();
    assertThat(node.lastBusyTime()).isEmpty();
    assertThat(node.reason()).isEmpty();
    assertThat(node.reasonBy()).isEmpty();
  }

  @Test
  void aNodeThatIsUpHasAnAddressAndTimes() {
    NodeRecord node = only("22.05", "idle-up");

    assertThat(node.address()).isEqualTo("127.10.0.6");
    assertThat(node.hostname()).isEqualTo("ip-127-10-0-6");
    assertThat(node.hasAddress()).isTrue();
    assertThat(node.bootTime()).contains(LocalDateTime.parse("2026-11-21T08:16:52"));
    assertThat(node.lastBusyTime()).contains(LocalDateTime.parse("2026-11-21T08:16:52"));
  }

  @ParameterizedTest
  @FieldSource("VERSIONS")
  void readsReasonsOfTheSuiteAndOfSlurm(String version) {
    assertThat(only(version, "down-powered-down").reason())
        .contains("(Code:InsufficientInstanceCapacity) out of capacity");
    assertThat(only(version, "down-up").reason())
        .contains("(Code:InsufficientInstanceCapacity)Failure when resuming nodes");
    assertThat(only(version, "resume-timeout").reason()).contains("ResumeTimeout reached");
  }

  /** Where Slurm also printed JSON, text and JSON are read to the same states. */
  @ParameterizedTest
  @ValueSource(strings = {"24.11", "26.05"})
  void agreesWithSlurmsOwnJson(String version) throws JsonSyntaxException {
    NodeRecords records = NodeOutput.parse(Recorded.file(version, "all.txt"));
    Json.ObjectNode root = (Json.ObjectNode) JsonReader.read(Recorded.file(version, "all.json"));
    Json.ArrayNode nodes = (Json.ArrayNode) root.get("nodes").orElseThrow();

    assertThat(nodes.items()).hasSameSizeAs(records.byName().keySet());
    for (Json item : nodes.items()) {
      Json.ObjectNode node = (Json.ObjectNode) item;
      NodeRecord record = records.byName().get(text(node, "name"));
      assertThat(record).isNotNull();
      Set<String> words = new TreeSet<>(record.state().flags());
      words.add(record.state().base());
      assertThat(words)
          .as(record.name())
          .containsExactlyInAnyOrderElementsOf(
              ((Json.ArrayNode) node.get("state").orElseThrow())
                  .items().stream().map(word -> ((Json.Text) word).value()).toList());
      assertThat(record.address()).isEqualTo(text(node, "address"));
      assertThat(record.hostname()).isEqualTo(text(node, "hostname"));
      assertThat(record.reason().orElse("")).isEqualTo(text(node, "reason"));
    }
  }

  private static String text(Json.ObjectNode node, String key) {
    return ((Json.Text) node.get(key).orElseThrow()).value();
  }

  private static NodeRecord only(String version, String file) {
    NodeRecords records = NodeOutput.parse(Recorded.file(version, file + ".txt"));
    assertThat(records.unreadable()).isEmpty();
    assertThat(records.byName()).hasSize(1);
    return records.byName().values().iterator().next();
  }
}
