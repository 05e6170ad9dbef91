package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Second choices: what they take over, and what becomes of their references to parameters. */
class FallbackTest {
  private static final String OTHER_REGION =
      "\"Region\": \"eu-central-1\", \"SubnetIds\": [\"subnet-9\"],"
          + " \"LaunchTemplateSpecification\": {\"LaunchTemplateId\": \"lt-9\", \"Version\": 1}";

  /** Two groups; the first has these members beside the usual ones. */
  private static String document(String members) {
    return """
    {"Partitions": [{"PartitionName": "p", "NodeGroups": [
      {"NodeGroupName": "a", "MaxNodes": 8, "Region": "us-east-1", "ProfileName": "hpc",
       "SlurmSpecifications": {"CPUs": 4}, "PurchasingOption": "spot",
       "SpotOptions": {"MaxTotalPrice": "5"}, "Tags": [{"Key": "k", "Value": "v"}],
       "LaunchTemplateSpecification": {"LaunchTemplateName": "name", "Version": 1},
       "LaunchTemplateOverrides": [{"InstanceType": "c5.xlarge"}],
       "SubnetIds": ["subnet-1"]%s},
      {"NodeGroupName": "b", "MaxNodes": 2, "Region": "eu-central-1",
       "SlurmSpecifications": {"CPUs": 8}, "PurchasingOption": "on-demand",
       "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-2", "Version": "$Latest"},
       "LaunchTemplateOverrides": [{"InstanceType": "m5.xlarge",
         "ImageId": "{{ssm:/ami/{nodegroup}/{region}}}"}],
       "SubnetIds": ["subnet-2"], "CapacityReservationIds": ["cr-2"],
       "Fallback": [{"SubnetIds": ["subnet-3"]}]}]}]}
    """
        .formatted(members.isEmpty() ? "" : ", " + members);
  }

  private static NodeGroup first(String members) {
    return Documents.valid(document(members)).nodeGroups().get(0);
  }

  private static List<String> errors(String members) {
    ConfigurationResult result = Documents.read(Documents.CONFIG, document(members));
    assertThat(result).isInstanceOf(ConfigurationResult.Invalid.class);
    return Documents.problems(result).stream()
        .map(problem -> problem.pointer() + ": " + problem.message())
        .toList();
  }

  @Test
  void whatIsNotSaidIsTheGroupsOwn() {
    NodeGroup group =
        first(
            "\"ScalingStrategy\": \"best-effort\", \"CapacityReservationIds\": [\"cr-1\"],"
                + " \"NodeNamePattern\": \"n{id}\","
                + " \"Fallback\": [{\"SubnetIds\": [\"subnet-9\"]}]");
    assertThat(group.ways()).hasSize(2);
    NodeGroup way = group.fallbacks().get(0);
    assertThat(way.subnetIds()).containsExactly("subnet-9");
    assertThat(way.id()).isEqualTo("p/a");
    assertThat(way.maxNodes()).isEqualTo(8);
    assertThat(way.region()).isEqualTo("us-east-1");
    assertThat(way.profile()).contains("hpc");
    assertThat(way.purchasingOption()).isEqualTo(PurchasingOption.SPOT);
    assertThat(way.spotOptions()).isEqualTo(group.spotOptions());
    assertThat(way.launchTemplate()).isEqualTo(group.launchTemplate());
    assertThat(way.overrides()).isEqualTo(group.overrides());
    assertThat(way.tags()).isEqualTo(group.tags());
    assertThat(way.policy()).isEqualTo(group.policy());
    assertThat(way.identity()).isEqualTo(group.identity());
    assertThat(way.fallbacks()).isEmpty();
  }

  @Test
  void onDemandAfterSpotLeavesTheSpotOptionsOut() {
    NodeGroup group =
        first(
            "\"FleetOverrides\": {\"SpotOptions\": {\"MaxTotalPrice\": \"3\"},"
                + " \"ReplaceUnhealthyInstances\": false},"
                + " \"Fallback\": [{\"PurchasingOption\": \"on-demand\"}]");
    NodeGroup way = group.fallbacks().get(0);
    assertThat(way.purchasingOption()).isEqualTo(PurchasingOption.ON_DEMAND);
    assertThat(way.spotOptions().members()).isEmpty();
    assertThat(way.fleetOverrides().members().keySet())
        .containsExactly("ReplaceUnhealthyInstances");
  }

  @Test
  void anotherRegionKeepsNeitherReservationsNorWhatIsMissing() {
    NodeGroup way =
        first("\"CapacityReservationIds\": [\"cr-1\"], \"Fallback\": [{" + OTHER_REGION + "}]")
            .fallbacks()
            .get(0);
    assertThat(way.region()).isEqualTo("eu-central-1");
    assertThat(way.policy().capacityReservationIds()).isEmpty();
    assertThat(errors("\"Fallback\": [{\"Region\": \"eu-central-1\"}]"))
        .containsExactly(
            "/Partitions/0/NodeGroups/0/Fallback/0: is in another Region than its node group, so it"
                + " needs SubnetIds of its own.",
            "/Partitions/0/NodeGroups/0/Fallback/0: is in another Region than its node group, so it"
                + " needs LaunchTemplateSpecification of its own.");
  }

  @Test
  void anImageOfOneRegionIsNotTakenOverIntoAnother() {
    String group = document("\"Fallback\": [{" + OTHER_REGION + "}]");
    assertThat(
            Documents.problems(
                Documents.read(
                    Documents.CONFIG,
                    group.replace("\"c5.xlarge\"}", "\"c5.xlarge\", \"ImageId\": \"ami-1\"}"))))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("the ImageId of the group's"));
    assertThat(
            Documents.problems(
                Documents.read(
                    Documents.CONFIG,
                    group.replace(
                        "\"c5.xlarge\"}", "\"c5.xlarge\", \"KeyName\": \"{{ssm:/k}}\"}"))))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .startsWith("takes over LaunchTemplateOverrides with a reference"));
  }

  @Test
  void anotherGroupsRequestServesThisGroupsNodes() {
    NodeGroup way = first("\"Fallback\": [{\"NodeGroup\": \"p/b\"}]").fallbacks().get(0);
    assertThat(way.id()).isEqualTo("p/a");
    assertThat(way.maxNodes()).isEqualTo(8);
    assertThat(way.slurmSpecifications()).containsEntry("CPUs", "4");
    assertThat(way.tags()).containsExactly(new Tag("k", "v"));
    assertThat(way.region()).isEqualTo("eu-central-1");
    assertThat(way.profile()).isEmpty();
    assertThat(way.launchTemplate().id()).contains("lt-2");
    assertThat(way.policy().capacityReservationIds()).containsExactly("cr-2");
    assertThat(way.fallbacks()).isEmpty();
    assertThat(errors("\"Fallback\": [{\"NodeGroup\": \"p/b\", \"Region\": \"us-east-1\"}]"))
        .singleElement()
        .asString()
        .endsWith("Take out Region.");
    assertThat(errors("\"Fallback\": [{\"NodeGroup\": \"p/b\"}, {\"NodeGroup\": \"p/b\"}]"))
        .singleElement()
        .asString()
        .contains("asks for the same as the one in line");
  }

  @Test
  void nothingIsSaidOfGroupsThatCouldNotBeRead() {
    String spoilt =
        document("\"Fallback\": [{\"NodeGroup\": \"p/b\"}]").replace("\"MaxNodes\": 2,", "");
    assertThat(Documents.problems(Documents.read(Documents.CONFIG, spoilt)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).isEqualTo("MaxNodes is missing."));
  }

  /** Answers from a map, per region, and remembers the names it was asked for. */
  private static final class Store implements ParameterSource {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> asked = new TreeSet<>();

    @Override
    public ParameterAnswers get(String region, Optional<String> profile, Set<String> names) {
      names.forEach(name -> asked.add(region + " " + profile.orElse("-") + " " + name));
      Map<String, String> found = new HashMap<>(values);
      found.keySet().retainAll(names);
      Set<String> missing = new HashSet<>(names);
      missing.removeAll(values.keySet());
      return new ParameterAnswers.Answered(found, missing, Optional.empty());
    }
  }

  private final Store store = new Store();

  private Resolution resolved(String members, String... groups) {
    return Documents.reader()
        .resolve(Documents.valid(document(members)), Set.of(groups), "science", store);
  }

  private static final String WITH_REFERENCE =
      "\"Fallback\": [{\"SubnetIds\": [\"{{ssm:/subnets/{region}}}\"]}, {"
          + OTHER_REGION.replace("\"subnet-9\"", "\"{{ssm:/subnets/{region}}}\"")
          + ", \"ProfileName\": \"eu\", \"CapacityReservationIds\": [\"{{ssm:/blocks}}\"]}]";

  @Test
  void referencesAreLookedUpWhereTheWayLeads() {
    store.values.put("/subnets/us-east-1", "subnet-11,subnet-12");
    store.values.put("/subnets/eu-central-1", "subnet-13");
    store.values.put("/blocks", "cr-1,cr-2");
    Resolution resolution = resolved(WITH_REFERENCE, "p/a");
    assertThat(resolution.problems()).isEmpty();
    NodeGroup group = resolution.configuration().nodeGroups().get(0);
    assertThat(group.fallbacks())
        .extracting(NodeGroup::subnetIds)
        .containsExactly(List.of("subnet-11", "subnet-12"), List.of("subnet-13"));
    assertThat(group.fallbacks().get(1).policy().capacityReservationIds())
        .containsExactly("cr-1", "cr-2");
    assertThat(store.asked)
        .containsExactly(
            "eu-central-1 eu /blocks",
            "eu-central-1 eu /subnets/eu-central-1",
            "us-east-1 hpc /subnets/us-east-1");
  }

  @Test
  void aWayWhoseParameterIsMissingIsLeftOutAndTheRestIsTried() {
    store.values.put("/subnets/eu-central-1", "subnet-13");
    store.values.put("/blocks", "cr-1");
    Resolution resolution = resolved(WITH_REFERENCE, "p/a");
    assertThat(resolution.isComplete()).isTrue();
    assertThat(resolution.configuration().nodeGroups().get(0).fallbacks())
        .extracting(NodeGroup::subnetIds)
        .containsExactly(List.of("subnet-13"));
    assertThat(resolution.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.severity()).isEqualTo(Problem.Severity.WARNING);
              assertThat(warning.message())
                  .contains("no parameter /subnets/us-east-1")
                  .endsWith("Without it /Partitions/0/NodeGroups/0/Fallback/0 is not tried.");
            });
    assertThat(resolution.leftOut()).containsOnlyKeys("p/a");
    assertThat(resolution.leftOut().get("p/a"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR));
  }

  @Test
  void aValueThatIsWrongLeavesOutItsWayOnly() {
    store.values.put("/subnets/us-east-1", "vpc-1");
    store.values.put("/subnets/eu-central-1", "subnet-13");
    store.values.put("/blocks", "cr-1");
    Resolution resolution = resolved(WITH_REFERENCE, "p/a");
    assertThat(resolution.isComplete()).isTrue();
    assertThat(resolution.configuration().nodeGroups().get(0).fallbacks()).hasSize(1);
    assertThat(resolution.warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.message()).contains("is no id of a subnet"));
  }

  @Test
  void theParametersOfAnotherGroupAreLookedUpWithIt() {
    String members = "\"Fallback\": [{\"NodeGroup\": \"p/b\"}, {\"SubnetIds\": [\"subnet-9\"]}]";
    assertThat(ParameterReferences.inLaunch(Documents.valid(document(members)), Set.of("p/a")))
        .containsExactly("/ami/{nodegroup}/{region}");
    Resolution without = resolved(members, "p/a");
    assertThat(without.isComplete()).isTrue();
    assertThat(without.configuration().nodeGroups().get(0).fallbacks())
        .extracting(NodeGroup::subnetIds)
        .containsExactly(List.of("subnet-9"));
    store.values.put("/ami/b/eu-central-1", "ami-b");
    NodeGroup group = resolved(members, "p/a").configuration().nodeGroups().get(0);
    assertThat(group.fallbacks()).hasSize(2);
    assertThat(group.fallbacks().get(0).overrides().get(0).get("ImageId").orElseThrow().toString())
        .contains("ami-b");
    assertThat(store.asked).containsExactly("eu-central-1 - /ami/b/eu-central-1");
  }

  @Test
  void aGroupWhoseOwnParameterIsMissingFailsAlsoWhereItIsSomebodysSecondChoice() {
    String members = "\"Fallback\": [{\"NodeGroup\": \"p/b\"}]";
    Resolution resolution = resolved(members, "p/a", "p/b");
    assertThat(resolution.failed().keySet()).containsExactly("p/b");
    assertThat(resolution.configuration().nodeGroups().get(0).fallbacks()).isEmpty();
  }

  /** Launches into reservations are RunInstances calls, which take less than CreateFleet. */
  @Test
  void whatRunInstancesCannotSayIsAnErrorBesideReservations() {
    String cap = "\"FleetOverrides\": {\"OnDemandOptions\": {\"MaxTotalPrice\": \"3\"}}";
    String configs = "\"FleetOverrides\": {\"LaunchTemplateConfigs\": [{}, {}]}";
    String ids = "\"CapacityReservationIds\": [\"cr-1\"]";

    assertThat(errors(ids + ", " + cap))
        .singleElement()
        .asString()
        .contains("/FleetOverrides: ", "OnDemandOptions.MaxTotalPrice", "knows no such cap");
    assertThat(errors(ids + ", " + configs))
        .singleElement()
        .asString()
        .contains("2 LaunchTemplateConfigs", "takes one launch template");
    assertThat(errors(cap + ", \"Fallback\": [{" + ids + "}]"))
        .singleElement()
        .asString()
        .contains("/Fallback/0/CapacityReservationIds: ", "knows no such cap");
    assertThat(errors(ids + ", \"Fallback\": [{" + cap + "}]"))
        .singleElement()
        .asString()
        .contains("/Fallback/0/FleetOverrides: ");
    assertThat(first(cap).fleetOverrides().members()).containsKey("OnDemandOptions");
  }
}
