package dev.slurmec2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolutionTest {

  private static final String PARTITIONS =
      """
      {"Partitions": [{"PartitionName": "aws", "NodeGroups": [
        {"NodeGroupName": "one", "MaxNodes": "{{ssm:/size}}", "Region": "us-east-1",
         "SlurmSpecifications": {"CPUs": "{{ssm:/cpus}}", "Feature": "a,{{ssm:/feature}}"},
         "PurchasingOption": "{{ssm:/buy}}",
         "LaunchTemplateSpecification":
           {"LaunchTemplateName": "{{ssm:/lt/{nodegroup}}}", "Version": "{{ssm:/version}}"},
         "LaunchTemplateOverrides": [{"InstanceType": "c5.xlarge", "KeyName": "{{ssm:/key}}",
           "ImageId": "{{ssm:/{cluster}/SlurmNodeAmi/Rocky/9/x86_64/{region}}}"}],
         "SubnetIds": ["{{ssm:/{partition}/subnets}}", "subnet-3"],
         "Tags": [{"Key": "k", "Value": "{{ssm:/a}}-{{ssm:/b}} {node_name}"}]},
        {"NodeGroupName": "two", "MaxNodes": 2, "Region": "eu-central-1", "ProfileName": "hpc",
         "SlurmSpecifications": {"CPUs": 4},
         "PurchasingOption": "spot",
         "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": 1},
         "LaunchTemplateOverrides": [{"ImageId": "{{ssm:/a}}"}],
         "SubnetIds": ["subnet-1"]}],
        "PartitionOptions": {"MaxTime": "{{ssm:/{partition}/time}}"}}]}
      """;

  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("/size", "8\n"),
          Map.entry("/cpus", "16"),
          Map.entry("/feature", "fast"),
          Map.entry("/buy", "on-demand"),
          Map.entry("/lt/one", "template"),
          Map.entry("/version", "$Default"),
          Map.entry("/key", "pair"),
          Map.entry("/science/SlurmNodeAmi/Rocky/9/x86_64/us-east-1", "ami-1"),
          Map.entry("/aws/subnets", "subnet-1, subnet-2"),
          Map.entry("/a", "ami-a"),
          Map.entry("/b", "b"),
          Map.entry("/aws/time", "1-00:00:00"));

  private record Question(String region, Optional<String> profile, Set<String> names) {}

  /** Answers from a map and remembers what it was asked. */
  private static final class Store implements ParameterSource {
    private final Map<String, String> values = new HashMap<>(VALUES);
    private final List<Question> questions = new ArrayList<>();

    @Override
    public ParameterAnswers get(String region, Optional<String> profile, Set<String> names) {
      questions.add(new Question(region, profile, Set.copyOf(names)));
      Map<String, String> found = new HashMap<>(values);
      found.keySet().retainAll(names);
      Set<String> missing = new HashSet<>(names);
      missing.removeAll(values.keySet());
      return new ParameterAnswers.Answered(found, missing, Optional.empty());
    }
  }

  private final Configuration configuration = Documents.valid(PARTITIONS);
  private final Store store = new Store();

  private Resolution launch(Set<String> groups, ParameterSource source) {
    return Documents.reader().resolve(configuration, groups, "science", source);
  }

  @Test
  void documentWithReferencesIsReadWithoutAskingAnybody() {
    NodeGroup one = configuration.nodeGroups().get(0);
    assertThat(one.maxNodes()).isEqualTo(65_536);
    assertThat(one.subnetIds()).containsExactly("{{ssm:/{partition}/subnets}}", "subnet-3");
    assertThat(one.slurmSpecifications()).containsEntry("CPUs", "{{ssm:/cpus}}");
    assertThat(configuration.groupOf("aws-one-65535")).contains(one);
  }

  @Test
  void tellsWhoNeedsParameters() {
    assertThat(ParameterReferences.inSlurmConf(configuration))
        .containsExactlyInAnyOrder("/size", "/cpus", "/feature", "/{partition}/time");
    assertThat(ParameterReferences.inLaunch(configuration, Set.of("aws/two")))
        .containsExactly("/a");
    assertThat(ParameterReferences.inLaunch(configuration, Set.of("aws/none"))).isEmpty();
    assertThat(ParameterReferences.inMaxNodes(configuration)).containsExactly("/size");
    assertThat(ParameterReferences.inSlurmConf(Documents.valid(Documents.PARTITIONS))).isEmpty();
  }

  @Test
  void launchGetsTheGroupsThatItAskedForAndNoOthers() {
    Resolution resolution = launch(Set.of("aws/one"), store);
    assertThat(resolution.problems()).isEmpty();
    assertThat(resolution.isComplete()).isTrue();
    NodeGroup one = resolution.configuration().nodeGroups().get(0);
    assertThat(one.maxNodes()).isEqualTo(8);
    assertThat(one.purchasingOption()).isEqualTo(PurchasingOption.ON_DEMAND);
    assertThat(one.launchTemplate().name()).contains("template");
    assertThat(one.launchTemplate().version()).isEqualTo("$Default");
    assertThat(one.subnetIds()).containsExactly("subnet-1", "subnet-2", "subnet-3");
    assertThat(one.tags()).containsExactly(new Tag("k", "ami-a-b {node_name}"));
    assertThat(one.overrides().get(0).get("ImageId"))
        .get()
        .isInstanceOfSatisfying(Json.Text.class, t -> assertThat(t.value()).isEqualTo("ami-1"));
    assertThat(one.slurmSpecifications()).containsEntry("CPUs", "{{ssm:/cpus}}");
    assertThat(resolution.configuration().nodeGroups().get(1))
        .isEqualTo(configuration.nodeGroups().get(1));
    assertThat(store.questions).hasSize(1);
    assertThat(store.questions.get(0).region()).isEqualTo("us-east-1");
  }

  @Test
  void asksOncePerRegionAndProfileForAllNames() {
    assertThat(launch(Set.of("aws/one", "aws/two"), store).isComplete()).isTrue();
    assertThat(store.questions)
        .containsExactlyInAnyOrder(
            new Question("eu-central-1", Optional.of("hpc"), Set.of("/a")),
            new Question(
                "us-east-1",
                Optional.empty(),
                Set.of(
                    "/size",
                    "/buy",
                    "/lt/one",
                    "/version",
                    "/key",
                    "/science/SlurmNodeAmi/Rocky/9/x86_64/us-east-1",
                    "/aws/subnets",
                    "/a",
                    "/b")));
  }

  @Test
  void slurmConfGetsWhatItPrintsAndNothingElse() {
    Resolution resolution = Documents.reader().resolveForSlurmConf(configuration, "science", store);
    assertThat(resolution.problems()).isEmpty();
    Configuration resolved = resolution.configuration();
    assertThat(resolved.nodeGroups().get(0).maxNodes()).isEqualTo(8);
    assertThat(resolved.nodeGroups().get(0).slurmSpecifications())
        .containsEntry("CPUs", "16")
        .containsEntry("Feature", "a,fast");
    assertThat(resolved.partitions().get(0).options()).containsEntry("MaxTime", "1-00:00:00");
    assertThat(store.questions)
        .containsExactly(
            new Question(
                "us-east-1", Optional.empty(), Set.of("/size", "/cpus", "/feature", "/aws/time")));
  }

  @Test
  void bothStepsCanFollowEachOther() {
    Configuration first = launch(Set.of("aws/one", "aws/two"), store).configuration();
    Resolution second = Documents.reader().resolveForSlurmConf(first, "science", store);
    assertThat(second.isComplete()).isTrue();
    assertThat(ParameterReferences.inSlurmConf(second.configuration())).isEmpty();
    assertThat(ParameterReferences.inLaunch(second.configuration(), Set.of("aws/one", "aws/two")))
        .isEmpty();
    assertThat(second.configuration().nodeGroups().get(0).launchTemplate().name())
        .contains("template");
  }

  @Test
  void missingParameterStopsItsGroupAndNoOther() {
    store.values.remove("/key");
    Resolution resolution = launch(Set.of("aws/one", "aws/two"), store);
    assertThat(resolution.isComplete()).isFalse();
    assertThat(resolution.failed()).containsOnlyKeys("aws/one");
    assertThat(resolution.failed().get("aws/one"))
        .extracting(Problem::toString)
        .containsExactly(
            "/etc/slurm-ec2/partitions.json:7:73:"
                + " /Partitions/0/NodeGroups/0/LaunchTemplateOverrides/0/KeyName: the Parameter"
                + " Store has no parameter /key in us-east-1; create it, or mend the name.");
    assertThat(resolution.configuration().nodeGroups().get(0))
        .isEqualTo(configuration.nodeGroups().get(0));
    assertThat(ParameterReferences.inLaunch(resolution.configuration(), Set.of("aws/two")))
        .isEmpty();
  }

  @Test
  void storeThatDoesNotAnswerStopsItsGroupsAndNoOthers() {
    Resolution resolution =
        launch(
            Set.of("aws/one", "aws/two"),
            (region, profile, names) ->
                region.equals("us-east-1")
                    ? new ParameterAnswers.Failed("It is not to be reached.")
                    : store.get(region, profile, names));
    assertThat(resolution.failed()).containsOnlyKeys("aws/one");
    assertThat(resolution.failed().get("aws/one"))
        .allMatch(problem -> problem.message().endsWith("It is not to be reached."));
  }

  @Test
  void valuesAreCheckedAsIfTheyWereInTheFile() {
    store.values.put("/size", "none");
    store.values.put("/version", "latest");
    store.values.put("/aws/subnets", "subnet-1,subnet-3");
    Resolution resolution = launch(Set.of("aws/one", "aws/two"), store);
    assertThat(resolution.failed()).containsOnlyKeys("aws/one");
    assertThat(resolution.failed().get("aws/one"))
        .extracting(Problem::pointer)
        .containsExactly(
            "/Partitions/0/NodeGroups/0/MaxNodes",
            "/Partitions/0/NodeGroups/0/LaunchTemplateSpecification/Version",
            "/Partitions/0/NodeGroups/0/SubnetIds/2");
  }

  @Test
  void optionsThatAreWrongAreTheirPartitionsFailure() {
    store.values.put("/aws/time", "line\nbreak");
    Resolution resolution = Documents.reader().resolveForSlurmConf(configuration, "science", store);
    assertThat(resolution.failed()).containsOnlyKeys("aws");
    assertThat(resolution.configuration().nodeGroups().get(0).maxNodes()).isEqualTo(8);
  }

  @Test
  void tooManyNodesInAllAreEverybodysFailure() {
    store.values.put("/size", "65535");
    Resolution resolution = launch(Set.of("aws/one", "aws/two"), store);
    assertThat(resolution.failed()).containsOnlyKeys("aws/one", "aws/two");
  }

  @Test
  void valueWithAReferenceIsNotFollowed() {
    store.values.put("/key", "{{ssm:/a}}");
    assertThat(launch(Set.of("aws/one"), store).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("not followed"));
  }

  @Test
  void staleValuesAreUsedWithAWarning() {
    Resolution resolution =
        launch(
            Set.of("aws/one"),
            (region, profile, names) ->
                new ParameterAnswers.Answered(
                    VALUES, Set.of(), Optional.of("The values are 20 minutes old.")));
    assertThat(resolution.isComplete()).isTrue();
    assertThat(resolution.warnings())
        .singleElement()
        .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING))
        .satisfies(
            problem -> assertThat(problem.message()).isEqualTo("The values are 20 minutes old."));
  }

  @Test
  void thoseWhoLookGetTheIdsOfReservationsAndNothingElse() {
    store.values.put("/block", "cr-1, cr-2");
    store.values.put("/other/block", "cr-3");
    Configuration written = withReservations();

    Resolution resolution = Documents.reader().resolveReservations(written, "science", store);

    NodeGroup one = resolution.configuration().nodeGroups().get(0);
    assertThat(one.policy().capacityReservationIds()).containsExactly("cr-1", "cr-2", "cr-0");
    assertThat(one.fallbacks().get(0).policy().capacityReservationIds()).containsExactly("cr-3");
    assertThat(one.fallbacks().get(0).subnetIds()).containsExactly("{{ssm:/aws/subnets}}");
    assertThat(one.subnetIds()).isEqualTo(written.nodeGroups().get(0).subnetIds());
    assertThat(resolution.problems()).isEmpty();
    assertThat(store.questions)
        .containsExactly(
            new Question("us-east-1", Optional.empty(), Set.of("/block", "/other/block")));
  }

  @Test
  void aReservationThatCannotBeHadLeavesItsGroupWithReferencesAndAllItsWays() {
    store.values.put("/block", "cr-1");
    Configuration written = withReservations();

    Resolution resolution = Documents.reader().resolveReservations(written, "science", store);

    assertThat(resolution.configuration().nodeGroups()).isEqualTo(written.nodeGroups());
    assertThat(resolution.problems())
        .singleElement()
        .asString()
        .contains("/other/block", "create it, or mend the name");
  }

  private static Configuration withReservations() {
    return Documents.valid(
        Documents.with(
            PARTITIONS,
            "\"PurchasingOption\": \"{{ssm:/buy}}\",",
            "\"PurchasingOption\": \"on-demand\","
                + " \"CapacityReservationIds\": [\"{{ssm:/block}}\", \"cr-0\"],"
                + " \"Fallback\": [{\"SubnetIds\": [\"{{ssm:/aws/subnets}}\"],"
                + " \"CapacityReservationIds\": [\"{{ssm:/other/block}}\"]}],"));
  }

  @Test
  void asksNobodyWithoutReferences() {
    Resolution resolution =
        Documents.reader()
            .resolve(
                Documents.valid(Documents.PARTITIONS),
                Set.of("aws/node"),
                "science",
                (region, profile, names) -> {
                  throw new AssertionError("asked for " + names);
                });
    assertThat(resolution.isComplete()).isTrue();
    assertThat(resolution.configuration().nodeGroups()).hasSize(1);
  }
}
