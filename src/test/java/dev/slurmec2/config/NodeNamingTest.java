package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeNaming.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNamingTest {
  private static final NodeNaming STANDARD = NodeNaming.standard("aws", "node");
  private static final NodeNaming MACHINE = new NodeNaming("machine", 1, 3);

  @Test
  void namesAreThoseOfThePythonPluginUnlessThereIsAPattern() {
    assertThat(STANDARD.name(0)).isEqualTo("aws-node-0");
    assertThat(STANDARD.range(1)).isEqualTo("aws-node-0");
    assertThat(STANDARD.range(20)).isEqualTo("aws-node-[0-19]");
  }

  @Test
  void patternsCountFromOneWithZerosInFront() {
    assertThat(MACHINE.name(0)).isEqualTo("machine001");
    assertThat(MACHINE.range(1)).isEqualTo("machine001");
    assertThat(MACHINE.range(20)).isEqualTo("machine[001-020]");
    assertThat(MACHINE.range(2000)).isEqualTo("machine[001-2000]");
  }

  @Test
  void everyNameLeadsBackToItsIndex() {
    for (NodeNaming naming :
        List.of(STANDARD, MACHINE, new NodeNaming("gpu4", 1, 0), new NodeNaming("n", 1, 9))) {
      assertThat(IntStream.range(0, 1200))
          .allSatisfy(
              index -> assertThat(naming.indexOf(naming.name(index), 1200)).hasValue(index));
      assertThat(naming.indexOf(naming.name(1200), 1200)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "machine000", "machine1", "machine01", "machine0001", "machine101", "machine", "machine-01",
        "machine0 1", "machineA01", "machin001", "xmachine001", "machine0000000001",
            "machine\u0661\u0661\u0661", ""
      })
  void otherNamesAreNoNodes(String name) {
    assertThat(MACHINE.indexOf(name, 100)).isEmpty();
  }

  @Test
  void spansHaveEveryNameOnce() {
    assertThat(MACHINE.spans(2000))
        .containsExactly(
            new Span("machine001", "machine999"), new Span("machine1000", "machine2000"));
    assertThat(STANDARD.spans(11))
        .containsExactly(
            new Span("aws-node-0", "aws-node-9"), new Span("aws-node-10", "aws-node-10"));
    assertThat(new NodeNaming("gpu4", 1, 0).spans(3).get(0).stem()).isEqualTo("gpu");
  }

  private static NodeGroup group(String name, NodeNaming naming, int maxNodes) {
    return new NodeGroup(
            "p",
            name,
            maxNodes,
            "us-east-1",
            Optional.empty(),
            Map.of(),
            PurchasingOption.SPOT,
            none(),
            none(),
            new LaunchTemplate(Optional.of("t"), Optional.empty(), "1"),
            List.of(),
            List.of(),
            List.of())
        .withIdentity(new NodeIdentity(naming, AddressFamily.IPV4, NodeHostName.INSTANCE));
  }

  private static dev.slurmec2.json.Json.ObjectNode none() {
    return new dev.slurmec2.json.Json.ObjectNode(
        Map.of(), Map.of(), dev.slurmec2.json.Location.NONE);
  }

  @Test
  void namesLeadToTheirGroupsAlsoWhereOnePrefixBeginsAnother() {
    NodeGroup few = group("few", new NodeNaming("n", 1, 0), 9);
    NodeGroup padded = group("padded", new NodeNaming("n", 1, 4), 9);
    NodeGroup digits = group("digits", new NodeNaming("n1", 1, 2), 9);
    NodeGroup standard = group("standard", NodeNaming.standard("p", "standard"), 65_536);
    NodeIndex index = new NodeIndex(List.of(few, padded, digits, standard));
    for (NodeGroup group : List.of(few, padded, digits)) {
      IntStream.range(0, group.maxNodes())
          .forEach(i -> assertThat(index.groupOf(group.nodeName(i))).contains(group));
    }
    assertThat(index.groupOf("p-standard-65535")).contains(standard);
    assertThat(index.groupOf("p-standard-65536")).isEmpty();
    assertThat(index.groupOf("p-standard-007")).isEmpty();
    assertThat(index.groupOf("n10")).isEmpty();
    assertThat(index.groupOf("n")).isEmpty();
    assertThat(index.groupOf("7")).isEmpty();
    assertThat(index.groupOf("")).isEmpty();
  }
}
