package dev.slurmec2.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.ResumeFail;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.reconcile.Sweep;
import dev.slurmec2.reconcile.SweepResult;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.testing.FakeSlurm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/iam/head-node.json allows what the programs do, and docs/iam.md says what lacks without. */
class HeadNodePolicyTest {

  private static final Path BASE =
      Path.of(Objects.requireNonNull(System.getProperty("slurmec2.basedir")));

  @TempDir private Path state;

  private PolicyBench bench() {
    return new PolicyBench(state);
  }

  /** The policy's actions of the two services that the sandbox plays. */
  private static Set<String> actions() throws IOException, JsonSyntaxException {
    Json policy = JsonReader.read(Files.readString(BASE.resolve("docs/iam/head-node.json")));
    Set<String> actions = new TreeSet<>();
    collect(policy, actions);
    return actions;
  }

  private static void collect(Json json, Set<String> actions) {
    if (json instanceof Json.ArrayNode array) {
      array.items().forEach(item -> collect(item, actions));
    } else if (json instanceof Json.ObjectNode object) {
      object.members().values().forEach(member -> collect(member, actions));
    } else if (json instanceof Json.Text text && text.value().matches("(ec2|ssm):[A-Z][A-Za-z]+")) {
      actions.add(text.value());
    }
  }

  private static List<String> without(String action) throws IOException, JsonSyntaxException {
    List<String> left = new ArrayList<>(actions());
    assertThat(left.remove(action)).as(action).isTrue();
    return left;
  }

  @Test
  void everythingWorksWithExactlyThePolicysActions() throws Exception {
    try (Sandbox sandbox = PolicyBench.allowing(List.copyOf(actions()));
        SdkRegions ec2 = PolicyBench.regions(sandbox)) {
      FakeSlurm slurm = PolicyBench.slurm();
      PowerSite site = bench().site("hpc", slurm, ec2);

      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();
      assertThat(new Resume(site).run(List.of("p-g-1", "p-g-2", "p-g-3")).complete()).isTrue();
      assertThat(PolicyBench.live(ec2)).hasSize(4);
      assertThat(new ResumeFail(site).run(List.of("p-g-0")).complete()).isTrue();
      SweepResult swept =
          new Sweep(
                  bench().configuration(),
                  slurm,
                  ec2,
                  Clock.system(ZoneId.systemDefault()),
                  Set.of("head"))
              .run("hpc", false);
      assertThat(swept.toString()).doesNotContain("Unauthorized");
      assertThat(new Suspend(site).run(List.of("p-g-1", "p-g-2", "p-g-3")).complete()).isTrue();
      assertThat(PolicyBench.live(ec2)).isEmpty();
    }
  }

  private void launchFails(String missing, String... nodes) throws Exception {
    try (Sandbox sandbox = PolicyBench.allowing(without(missing));
        SdkRegions ec2 = PolicyBench.regions(sandbox)) {
      PowerOutcome outcome =
          new Resume(bench().site("hpc", PolicyBench.slurm(), ec2)).run(List.of(nodes));

      assertThat(outcome.failed()).as(missing).containsOnlyKeys(nodes);
      assertThat(outcome.failed().values())
          .allSatisfy(reason -> assertThat(reason).contains("UnauthorizedOperation"));
      if (!missing.equals("ec2:DescribeInstances")) {
        assertThat(PolicyBench.live(ec2)).as("left over without " + missing).isEmpty();
      }
    }
  }

  @Test
  void withoutALaunchActionNodesFailWithTheCodeAndNothingIsLeft() throws Exception {
    launchFails("ec2:CreateFleet", "p-g-0");
    launchFails("ec2:CreateTags", "p-g-0", "p-g-1");
  }

  @Test
  void withoutDescribeInstancesNothingIsLaunched() throws Exception {
    launchFails("ec2:DescribeInstances", "p-g-0", "p-g-1");
  }

  @Test
  void withoutTerminateInstancesSuspendSaysWhatStaysAndCosts() throws Exception {
    try (Sandbox sandbox = PolicyBench.allowing(without("ec2:TerminateInstances"));
        SdkRegions ec2 = PolicyBench.regions(sandbox)) {
      PowerSite site = bench().site("hpc", PolicyBench.slurm(), ec2);
      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();

      PowerOutcome outcome = new Suspend(site).run(List.of("p-g-0"));

      assertThat(outcome.failed()).containsOnlyKeys("p-g-0");
      assertThat(outcome.failed().toString()).contains("UnauthorizedOperation");
      assertThat(PolicyBench.live(ec2)).hasSize(1);
    }
  }

  private void lifeWorksWithout(String missing) throws Exception {
    try (Sandbox sandbox = PolicyBench.allowing(without(missing));
        SdkRegions ec2 = PolicyBench.regions(sandbox)) {
      PowerSite site = bench().site("hpc", PolicyBench.slurm(), ec2);
      Predicate<PowerOutcome> complete = PowerOutcome::complete;
      assertThat(new Resume(site).run(List.of("p-g-0", "p-g-1"))).as(missing).matches(complete);
      assertThat(new ResumeFail(site).run(List.of("p-g-0"))).as(missing).matches(complete);
      assertThat(new Suspend(site).run(List.of("p-g-1"))).as(missing).matches(complete);
      assertThat(PolicyBench.live(ec2)).as(missing).isEmpty();
    }
  }

  @Test
  void withoutAnActionThatOnlyInformsNodesStillComeAndGo() throws Exception {
    lifeWorksWithout("ec2:DescribeInstanceStatus");
    lifeWorksWithout("ec2:DescribeSpotInstanceRequests");
    lifeWorksWithout("ec2:DescribeSubnets");
    lifeWorksWithout("ec2:DescribeCapacityReservations");
    lifeWorksWithout("ec2:DescribePlacementGroups");
    lifeWorksWithout("ec2:GetConsoleOutput");
    lifeWorksWithout("ssm:GetParameters");
  }

  private Ec2Result<?> group(List<String> allowed, Function<Ec2, Ec2Result<?>> call)
      throws IOException {
    try (Sandbox sandbox = PolicyBench.allowing(allowed);
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      return call.apply(regions.in(PolicyBench.REGION, Optional.empty()));
    }
  }

  @Test
  void placementGroupsAndReservationsNeedTheirActionsAndNoOthers() throws Exception {
    Map<String, Function<Ec2, Ec2Result<?>>> calls =
        Map.of(
            "ec2:CreatePlacementGroup",
            ec2 -> ec2.createPlacementGroup("job-7", Map.of("slurm-ec2:cluster", "hpc")),
            "ec2:CreateTags",
            ec2 -> ec2.createPlacementGroup("job-7", Map.of("slurm-ec2:cluster", "hpc")),
            "ec2:DescribePlacementGroups",
            ec2 -> ec2.placementGroups("hpc"),
            "ec2:DeletePlacementGroup",
            ec2 -> ec2.deletePlacementGroup("job-7"),
            "ec2:DescribeCapacityReservations",
            ec2 -> ec2.capacityReservations(List.of("cr-0a")));
    for (Map.Entry<String, Function<Ec2, Ec2Result<?>>> call : calls.entrySet()) {
      assertThat(group(List.copyOf(actions()), call.getValue()))
          .as("with %s", call.getKey())
          .isInstanceOf(Ec2Result.Ok.class);
      assertThat(group(without(call.getKey()), call.getValue()))
          .as("without %s", call.getKey())
          .isInstanceOfSatisfying(
              Ec2Result.Failed.class,
              failed -> assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.PERMISSION));
    }
  }

  private record Statement(Set<String> actions, Set<String> resources, String condition) {}

  private static Set<String> texts(Json.ObjectNode statement, String key) {
    Json value = statement.get(key).orElseThrow();
    Set<String> texts = new TreeSet<>();
    (value instanceof Json.ArrayNode array ? array.items() : List.of(value))
        .forEach(item -> texts.add(((Json.Text) item).value()));
    return texts;
  }

  /** Statements with one condition or none, as {@code operator key value}. */
  private static List<Statement> statements() throws IOException, JsonSyntaxException {
    Json.ObjectNode policy =
        (Json.ObjectNode)
            JsonReader.read(Files.readString(BASE.resolve("docs/iam/head-node.json")));
    List<Statement> statements = new ArrayList<>();
    for (Json each : ((Json.ArrayNode) policy.get("Statement").orElseThrow()).items()) {
      Json.ObjectNode statement = (Json.ObjectNode) each;
      StringBuilder condition = new StringBuilder();
      statement
          .get("Condition")
          .ifPresent(
              given ->
                  ((Json.ObjectNode) given)
                      .members()
                      .forEach(
                          (operator, keys) -> {
                            for (String key : ((Json.ObjectNode) keys).members().keySet()) {
                              condition
                                  .append(operator)
                                  .append(' ')
                                  .append(key)
                                  .append(' ')
                                  .append(String.join(",", texts((Json.ObjectNode) keys, key)));
                            }
                          }));
      statements.add(
          new Statement(
              texts(statement, "Action"), texts(statement, "Resource"), condition.toString()));
    }
    return statements;
  }

  @Test
  void whatChangesAnInstanceIsAllowedOnlyOnTheClustersOwn() throws Exception {
    for (Statement statement : statements()) {
      if (statement.actions().contains("ec2:TerminateInstances")
          || statement.actions().contains("ec2:GetConsoleOutput")) {
        assertThat(statement.condition())
            .isEqualTo("StringEquals aws:ResourceTag/slurm-ec2:cluster CLUSTER");
      } else if (statement.actions().contains("ec2:CreateTags")) {
        assertThat(statement.condition())
            .isIn(
                "StringEquals ec2:CreateAction CreateFleet,RunInstances",
                "StringEquals ec2:CreateAction CreatePlacementGroup");
      }
    }
  }

  @Test
  void whatIsMadeIsAllowedOnlyWithTheClustersTagAndEveryLaunchHasIt() throws Exception {
    for (Statement statement : statements()) {
      boolean makes =
          statement.resources().stream()
              .anyMatch(arn -> arn.matches(".*:(instance|volume|fleet)/.*"));
      if (makes && statement.actions().contains("ec2:RunInstances")) {
        assertThat(statement.condition())
            .isEqualTo("StringEquals aws:RequestTag/slurm-ec2:cluster CLUSTER");
      }
    }
    try (Sandbox sandbox = PolicyBench.allowing(List.copyOf(actions()));
        SdkRegions ec2 = PolicyBench.regions(sandbox)) {
      assertThat(
              new Resume(bench().site("hpc", PolicyBench.slurm(), ec2))
                  .run(List.of("p-g-0", "p-g-1"))
                  .complete())
          .isTrue();
      assertThat(sandbox.engine().everyInstance())
          .hasSize(2)
          .allSatisfy(one -> assertThat(one.tags()).containsEntry("slurm-ec2:cluster", "hpc"));
    }
  }
}
