package dev.slurmec2.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.power.GroupParameters;
import dev.slurmec2.power.LaunchLedger;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.ResumeFail;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.reconcile.Sweep;
import dev.slurmec2.reconcile.SweepResult;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.SandboxOptions;
import dev.slurmec2.sandbox.engine.Times;
import dev.slurmec2.testing.FakeSlurm;
import dev.slurmec2.time.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/iam/head-node.json allows what the programs do, and docs/iam.md says what lacks without. */
class HeadNodePolicyTest {

  private static final Path BASE =
      Path.of(Objects.requireNonNull(System.getProperty("slurmec2.basedir")));
  private static final String REGION = "us-east-1";

  @TempDir private Path state;

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

  private Sandbox sandbox(List<String> allowed) throws IOException {
    return Sandbox.start(
        SandboxOptions.builder()
            .times(
                new Times(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofHours(1)))
            .subnets(Map.of("subnet-0000000a", "a"))
            .launchTemplates(Set.of("nodes"))
            .allowedActions(allowed)
            .build());
  }

  private Configuration configuration() throws JsonSyntaxException {
    Json.ObjectNode nothing = (Json.ObjectNode) JsonReader.read("{}");
    Settings settings =
        new Settings(
            Settings.LogLevel.INFO,
            state.resolve("log"),
            Path.of("/usr/bin"),
            Map.of("ResumeTimeout", "300"),
            Optional.of("hpc"),
            state,
            Duration.ofMinutes(2),
            false);
    NodeGroup group =
        new NodeGroup(
            "p",
            "g",
            8,
            REGION,
            Optional.empty(),
            Map.of(),
            PurchasingOption.ON_DEMAND,
            nothing,
            nothing,
            new LaunchTemplate(Optional.of("nodes"), Optional.empty(), "$Latest"),
            List.of((Json.ObjectNode) JsonReader.read("{\"InstanceType\":\"c5.large\"}")),
            List.of("subnet-0000000a"),
            List.of());
    return new Configuration(
        state, settings, List.of(new Partition("p", List.of(group), Map.of())));
  }

  private PowerSite site(FakeSlurm slurm, SdkRegions ec2) throws JsonSyntaxException {
    return new PowerSite(
        configuration(),
        "hpc",
        slurm,
        ec2,
        GroupParameters.NONE,
        new LaunchLedger(state, InstantSource.system()),
        InstantSource.system(),
        Sleeper.THREAD,
        () -> UUID.randomUUID().toString());
  }

  private static FakeSlurm slurm() {
    FakeSlurm slurm = new FakeSlurm(Clock.system(ZoneId.systemDefault()));
    IntStream.range(0, 8).forEach(i -> slurm.add("p-g-" + i));
    return slurm;
  }

  private static SdkRegions regions(Sandbox sandbox) {
    return SdkRegions.at(sandbox.endpoint(), "sandbox", "sandbox");
  }

  private static List<Instance> live(SdkRegions ec2) {
    Ec2Result<List<Instance>> result =
        ec2.in(REGION, Optional.empty())
            .describe(InstanceQuery.liveWithTag("slurm-ec2:cluster", "hpc"));
    assertThat(result).isInstanceOf(Ec2Result.Ok.class);
    return ((Ec2Result.Ok<List<Instance>>) result).value();
  }

  @Test
  void everythingWorksWithExactlyThePolicysActions() throws Exception {
    try (Sandbox sandbox = sandbox(List.copyOf(actions()));
        SdkRegions ec2 = regions(sandbox)) {
      FakeSlurm slurm = slurm();
      PowerSite site = site(slurm, ec2);

      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();
      assertThat(new Resume(site).run(List.of("p-g-1", "p-g-2", "p-g-3")).complete()).isTrue();
      assertThat(live(ec2)).hasSize(4);
      assertThat(new ResumeFail(site).run(List.of("p-g-0")).complete()).isTrue();
      SweepResult swept =
          new Sweep(
                  configuration(), slurm, ec2, Clock.system(ZoneId.systemDefault()), Set.of("head"))
              .run("hpc", false);
      assertThat(swept.toString()).doesNotContain("Unauthorized");
      assertThat(new Suspend(site).run(List.of("p-g-1", "p-g-2", "p-g-3")).complete()).isTrue();
      assertThat(live(ec2)).isEmpty();
    }
  }

  private void launchFails(String missing, String... nodes) throws Exception {
    try (Sandbox sandbox = sandbox(without(missing));
        SdkRegions ec2 = regions(sandbox)) {
      PowerOutcome outcome = new Resume(site(slurm(), ec2)).run(List.of(nodes));

      assertThat(outcome.failed()).as(missing).containsOnlyKeys(nodes);
      assertThat(outcome.failed().values())
          .allSatisfy(reason -> assertThat(reason).contains("UnauthorizedOperation"));
      if (!missing.equals("ec2:DescribeInstances")) {
        assertThat(live(ec2)).as("left over without " + missing).isEmpty();
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
    try (Sandbox sandbox = sandbox(without("ec2:TerminateInstances"));
        SdkRegions ec2 = regions(sandbox)) {
      PowerSite site = site(slurm(), ec2);
      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();

      PowerOutcome outcome = new Suspend(site).run(List.of("p-g-0"));

      assertThat(outcome.failed()).containsOnlyKeys("p-g-0");
      assertThat(outcome.failed().toString()).contains("UnauthorizedOperation");
      assertThat(live(ec2)).hasSize(1);
    }
  }

  private void lifeWorksWithout(String missing) throws Exception {
    try (Sandbox sandbox = sandbox(without(missing));
        SdkRegions ec2 = regions(sandbox)) {
      PowerSite site = site(slurm(), ec2);
      Predicate<PowerOutcome> complete = PowerOutcome::complete;
      assertThat(new Resume(site).run(List.of("p-g-0", "p-g-1"))).as(missing).matches(complete);
      assertThat(new ResumeFail(site).run(List.of("p-g-0"))).as(missing).matches(complete);
      assertThat(new Suspend(site).run(List.of("p-g-1"))).as(missing).matches(complete);
      assertThat(live(ec2)).as(missing).isEmpty();
    }
  }

  @Test
  void withoutAnActionThatOnlyInformsNodesStillComeAndGo() throws Exception {
    lifeWorksWithout("ec2:DescribeInstanceStatus");
    lifeWorksWithout("ec2:DescribeSubnets");
    lifeWorksWithout("ec2:DescribeCapacityReservations");
    lifeWorksWithout("ec2:DescribePlacementGroups");
    lifeWorksWithout("ec2:GetConsoleOutput");
    lifeWorksWithout("ssm:GetParameters");
  }

  private Ec2Result<?> group(List<String> allowed, Function<Ec2, Ec2Result<?>> call)
      throws IOException {
    try (Sandbox sandbox = sandbox(allowed);
        SdkRegions regions = regions(sandbox)) {
      return call.apply(regions.in(REGION, Optional.empty()));
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
    try (Sandbox sandbox = sandbox(List.copyOf(actions()));
        SdkRegions ec2 = regions(sandbox)) {
      assertThat(new Resume(site(slurm(), ec2)).run(List.of("p-g-0", "p-g-1")).complete()).isTrue();
      assertThat(sandbox.engine().everyInstance())
          .hasSize(2)
          .allSatisfy(one -> assertThat(one.tags()).containsEntry("slurm-ec2:cluster", "hpc"));
    }
  }
}
