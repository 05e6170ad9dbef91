package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeIdentityTest {
  private static final Optional<String> V4 = Optional.of("10.0.0.5");
  private static final Optional<String> V6 = Optional.of("2001:db8::5");
  private static final Optional<String> NONE = Optional.empty();

  private static final NodeIdentity STANDARD = NodeIdentity.standard("p", "g");

  private static NodeIdentity with(AddressFamily family, NodeHostName hostName) {
    return new NodeIdentity(STANDARD.naming(), family, hostName);
  }

  @Test
  void theIpv6AddressIsTakenWhereThereIsNoOther() {
    assertThat(STANDARD.address(V4, V6)).isEqualTo(V4);
    assertThat(STANDARD.address(NONE, V6)).isEqualTo(V6);
    assertThat(STANDARD.address(NONE, NONE)).isEmpty();
  }

  @Test
  void anIpv6NodeWaitsForItsAddress() {
    NodeIdentity ipv6 = with(AddressFamily.IPV6, NodeHostName.INSTANCE);
    assertThat(ipv6.address(V4, V6)).isEqualTo(V6);
    assertThat(ipv6.address(V4, NONE)).isEmpty();
  }

  @Test
  void theHostNameIsTheInstancesUnlessItHasNoneOrTheNodesIsWanted() {
    assertThat(STANDARD.hostName("p-g-0", V4)).isEqualTo("ip-10-0-0-5");
    assertThat(STANDARD.hostName("p-g-0", NONE)).isEqualTo("p-g-0");
    assertThat(with(AddressFamily.IPV6, NodeHostName.INSTANCE).hostName("p-g-0", V4))
        .isEqualTo("ip-10-0-0-5");
    assertThat(with(AddressFamily.IPV4, NodeHostName.NODE).hostName("p-g-0", V4))
        .isEqualTo("p-g-0");
  }

  private static NodeIdentity read(String members) {
    return Documents.valid(
            Documents.with(Documents.PARTITIONS, "\"ProfileName\": \"hpc\"", members))
        .nodeGroups()
        .get(0)
        .identity();
  }

  @Test
  void isReadFromTheFile() {
    assertThat(read("\"// none\": 1")).isEqualTo(NodeIdentity.standard("aws", "node"));
    assertThat(
            read(
                "\"NodeAddr\": \"ipv6\", \"NodeHostName\": \"node\","
                    + " \"NodeNamePattern\": \"m-{partition}-{nodegroup}{id:03}\""))
        .isEqualTo(
            new NodeIdentity(
                new NodeNaming("m-aws-node", 1, 3), AddressFamily.IPV6, NodeHostName.NODE));
    assertThat(read("\"NodeNameTags\": \"index\"").nameTags()).isEqualTo(NodeNameTags.INDEX);
    assertThat(read("\"NodeNamePattern\": \"n{id}\"").naming())
        .isEqualTo(new NodeNaming("n", 1, 0));
  }

  private static String group(String name, Object maxNodes, String pattern) {
    return """
        {"NodeGroupName": "%s", "MaxNodes": %s, "Region": "us-east-1",
         "SlurmSpecifications": {"CPUs": 4}, "PurchasingOption": "spot", %s
         "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": 1},
         "LaunchTemplateOverrides": [{}], "SubnetIds": ["subnet-1"]}"""
        .formatted(
            name, maxNodes, pattern.isEmpty() ? "" : "\"NodeNamePattern\": \"" + pattern + "\",");
  }

  private static List<String> problems(String... groups) {
    return Documents.problems(
            Documents.read(
                Documents.CONFIG,
                "{\"Partitions\": [{\"PartitionName\": \"p\", \"NodeGroups\": ["
                    + String.join(",\n", groups)
                    + "]}]}"))
        .stream()
        .map(problem -> problem.pointer() + ": " + problem.message())
        .toList();
  }

  @Test
  void twoNodesOfOneNameAreAnErrorThatNamesBothGroups() {
    assertThat(problems(group("a", 5, "n{id:03}"), group("b", 3, "n{id:03}")))
        .containsExactly(
            "/Partitions/0/NodeGroups/1/NodeNamePattern: n001 would be a node of p/a and of p/b;"
                + " give one of them another NodeNamePattern, or fewer MaxNodes.");
    assertThat(problems(group("a", 4, ""), group("b", 4, "p-a-{id}")))
        .singleElement()
        .asString()
        .startsWith("/Partitions/0/NodeGroups/1/NodeNamePattern: p-a-1 would be");
    assertThat(problems(group("b", 4, "p-a-{id}"), group("a", 4, "")))
        .singleElement()
        .asString()
        .startsWith("/Partitions/0/NodeGroups/1/NodeGroupName: p-a-1 would be");
    assertThat(problems(group("a", 20, "n{id}"), group("b", 5, "n1{id}")))
        .singleElement()
        .asString()
        .contains("n11 would be a node of p/a and of p/b");
    assertThat(problems(group("a", 100, "n{id:03}"), group("b", 100, "n{id}")))
        .singleElement()
        .asString()
        .contains("n100 would be");
    assertThat(problems(group("a", "\"{{ssm:/n}}\"", "n{id}"), group("b", 5, "n1{id}")))
        .singleElement()
        .asString()
        .contains("n11 would be");
  }

  @Test
  void namesThatOnlyLookAlikeAreFine() {
    assertThat(problems(group("a", 99, "n{id:03}"), group("b", 99, "n{id}"))).isEmpty();
    assertThat(problems(group("a", 10, "n{id}"), group("b", 5, "n1{id}"))).isEmpty();
    assertThat(problems(group("a", 500, ""), group("b", 500, "a-{id}"))).isEmpty();
  }

  @Test
  void aPatternThatMakesNamesTooLongIsReportedWhereItStands() {
    assertThat(problems(group("a", 5, "n".repeat(64) + "{id}")))
        .singleElement()
        .asString()
        .startsWith(
            "/Partitions/0/NodeGroups/0/NodeNamePattern: makes node names of 65 characters");
  }
}
