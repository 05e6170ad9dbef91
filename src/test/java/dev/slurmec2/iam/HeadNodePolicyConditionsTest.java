package dev.slurmec2.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.ParameterAnswers;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.SdkRegions;
import dev.slurmec2.ec2.TagOutcome;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import dev.slurmec2.power.Resume;
import dev.slurmec2.power.ResumeFail;
import dev.slurmec2.power.Suspend;
import dev.slurmec2.reconcile.Sweep;
import dev.slurmec2.reconcile.SweepResult;
import dev.slurmec2.sandbox.Sandbox;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.testing.FakeSlurm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/iam/head-node.json with its resources and conditions, as the sandbox evaluates them. */
class HeadNodePolicyConditionsTest {

  @TempDir private Path state;

  private PolicyBench bench() {
    return new PolicyBench(state);
  }

  private static Ec2 ec2(SdkRegions regions) {
    return regions.in(PolicyBench.REGION, Optional.empty());
  }

  @Test
  void aClustersWholeLifeIsAllowed() throws Exception {
    try (Sandbox sandbox = bench().under(PolicyBench.policy("hpc"));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      FakeSlurm slurm = PolicyBench.slurm();
      PowerSite site = bench().site("hpc", slurm, regions);

      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();
      assertThat(new Resume(site).run(List.of("p-g-1", "p-g-2", "p-g-3")).complete()).isTrue();
      assertThat(new ResumeFail(site).run(List.of("p-g-0")).complete()).isTrue();
      SweepResult swept =
          new Sweep(
                  bench().configuration(),
                  slurm,
                  regions,
                  Clock.system(ZoneId.systemDefault()),
                  Set.of("head"))
              .run("hpc", false);
      assertThat(swept.toString()).doesNotContain("Unauthorized");
      assertThat(new Suspend(site).run(List.of("p-g-1", "p-g-2", "p-g-3")).complete()).isTrue();
      assertThat(PolicyBench.live(regions)).isEmpty();
      Map<String, String> tags = Map.of("slurm-ec2:cluster", "hpc");
      assertThat(ec2(regions).createPlacementGroup("job-7", tags)).isInstanceOf(Ec2Result.Ok.class);
      assertThat(ec2(regions).deletePlacementGroup("job-7")).isInstanceOf(Ec2Result.Ok.class);
    }
  }

  @Test
  void launchesIntoAReservationAreAllowed() throws Exception {
    try (Sandbox sandbox = bench().under(PolicyBench.policy("hpc"));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      PowerSite site = bench().reservedSite("cr-0a", PolicyBench.slurm(), regions);

      assertThat(new Resume(site).run(List.of("p-g-0", "p-g-1", "p-g-2")).complete()).isTrue();

      assertThat(sandbox.engine().liveInstances())
          .extracting(instance -> instance.capacityReservationId().orElse("none"))
          .containsExactlyInAnyOrder("cr-0a", "cr-0a", "none");
      assertThat(new Suspend(site).run(List.of("p-g-0", "p-g-1", "p-g-2")).complete()).isTrue();
    }
  }

  @Test
  void whoMayNotUseTheReservationIsServedByTheOrdinaryPools() throws Exception {
    String policy =
        PolicyBench.policy("hpc")
            .replace("\"arn:aws:ec2:*:" + Engine.ACCOUNT + ":capacity-reservation/*\",", "");
    try (Sandbox sandbox = bench().under(policy);
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      PowerSite site = bench().reservedSite("cr-0a", PolicyBench.slurm(), regions);

      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();

      assertThat(sandbox.engine().liveInstances())
          .singleElement()
          .matches(instance -> instance.capacityReservationId().isEmpty());
    }
  }

  @Test
  void nothingIsLaunchedWithAnotherClustersTag() throws Exception {
    try (Sandbox sandbox = bench().under(PolicyBench.policy("hpc"));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      PowerOutcome outcome =
          new Resume(bench().site("other", PolicyBench.slurm(), regions)).run(List.of("p-g-0"));

      assertThat(outcome.failed().toString()).contains("UnauthorizedOperation");
      assertThat(sandbox.engine().everyInstance()).isEmpty();
    }
  }

  @Test
  void anotherClustersInstancesCanNeitherBeEndedNorReadNorTakenOver() throws Exception {
    try (Sandbox sandbox = bench().under(PolicyBench.policy("hpc"));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      assertThat(
              new Resume(bench().site("hpc", PolicyBench.slurm(), regions))
                  .run(List.of("p-g-0"))
                  .complete())
          .isTrue();
      String id = sandbox.engine().everyInstance().get(0).id();
      sandbox
          .engine()
          .createTags(PolicyBench.REGION, List.of(id), Map.of("slurm-ec2:cluster", "x"));

      TerminateOutcome ended = ec2(regions).terminate(List.of(id));
      TagOutcome taken = ec2(regions).tag(List.of(id), Map.of("slurm-ec2:cluster", "hpc"));

      assertThat(ended.failed())
          .hasEntrySatisfying(
              id, error -> assertThat(error.errorClass()).isEqualTo(ErrorClass.PERMISSION));
      assertThat(ec2(regions).consoleOutput(id)).isInstanceOf(Ec2Result.Failed.class);
      assertThat(taken.failed())
          .hasEntrySatisfying(
              id, error -> assertThat(error.errorClass()).isEqualTo(ErrorClass.PERMISSION));
      assertThat(sandbox.engine().liveInstances())
          .singleElement()
          .satisfies(one -> assertThat(one.tags()).containsEntry("slurm-ec2:cluster", "x"));
    }
  }

  /** The policy in which that statement allows nothing that exists. */
  private static String without(String sid) throws IOException {
    String policy = PolicyBench.policy("hpc");
    String left =
        policy.replaceFirst(
            "(\"Sid\": \""
                + sid
                + "\",\\s*\"Effect\": \"Allow\",\\s*\"Action\": )(\\[[^]]*]|\"[^\"]*\")",
            "$1\"none:None\"");
    assertThat(left).isNotEqualTo(policy);
    return left;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SeeInstances",
        "LaunchOnlyWithTheClustersTag",
        "LaunchFromThese",
        "TagWhatIsBeingLaunched"
      })
  void withoutAStatementOfTheLaunchTheNodesGoDownWithTheCode(String sid) throws Exception {
    try (Sandbox sandbox = bench().under(without(sid));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      PowerOutcome outcome =
          new Resume(bench().site("hpc", PolicyBench.slurm(), regions))
              .run(List.of("p-g-0", "p-g-1"));

      assertThat(outcome.failed()).containsOnlyKeys("p-g-0", "p-g-1");
      assertThat(outcome.failed().values())
          .allSatisfy(reason -> assertThat(reason).contains("UnauthorizedOperation"));
      assertThat(sandbox.engine().liveInstances()).isEmpty();
    }
  }

  @Test
  void withoutTheStatementOfTheClustersInstancesTheyCanBeNeitherNamedNorEnded() throws Exception {
    try (Sandbox sandbox = bench().under(without("NameEndAndReadOnlyTheClustersInstances"));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      PowerSite site = bench().site("hpc", PolicyBench.slurm(), regions);
      assertThat(new Resume(site).run(List.of("p-g-0")).complete()).isTrue();

      PowerOutcome outcome = new Suspend(site).run(List.of("p-g-0"));

      assertThat(outcome.failed().toString()).contains("UnauthorizedOperation");
    }
  }

  /** The policy without one resource of one statement. */
  private static String without(String sid, String resource) throws IOException {
    String policy = PolicyBench.policy("hpc");
    int statement = policy.indexOf("\"Sid\": \"" + sid + "\"");
    int at = policy.indexOf(":" + resource + "/*\"", statement);
    assertThat(statement).isPositive();
    assertThat(at).isBetween(statement, policy.indexOf("\"Sid\"", statement + 1));
    return policy.substring(0, at) + ":no-such-" + policy.substring(at + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "LaunchOnlyWithTheClustersTag, fleet,    ec2:CreateFleet",
    "LaunchOnlyWithTheClustersTag, instance, ec2:RunInstances",
    "LaunchOnlyWithTheClustersTag, volume,   ec2:RunInstances",
    "LaunchFromThese,              image,    ec2:RunInstances",
    "LaunchFromThese,              launch-template,   ec2:RunInstances",
    "LaunchFromThese,              network-interface, ec2:RunInstances",
    "LaunchFromThese,              security-group,    ec2:RunInstances",
    "LaunchFromThese,              subnet,   ec2:RunInstances",
    "TagWhatIsBeingLaunched,       fleet,    ec2:CreateTags",
    "TagWhatIsBeingLaunched,       instance, ec2:CreateTags",
    "TagWhatIsBeingLaunched,       volume,   ec2:CreateTags"
  })
  void withoutAResourceOfTheLaunchTheReasonNamesThePermission(
      String sid, String resource, String permission) throws Exception {
    try (Sandbox sandbox = bench().under(without(sid, resource));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      PowerOutcome outcome =
          new Resume(bench().site("hpc", PolicyBench.slurm(), regions)).run(List.of("p-g-0"));

      assertThat(outcome.failed()).containsOnlyKeys("p-g-0");
      assertThat(outcome.failed().get("p-g-0")).contains(permission);
      assertThat(sandbox.engine().liveInstances()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parametersNeedTheirStatement(boolean allowed) throws Exception {
    String policy =
        allowed ? PolicyBench.policy("hpc") : without("ReadParametersThatPartitionsJsonNames");
    try (Sandbox sandbox = bench().under(policy);
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      ParameterAnswers answers =
          regions
              .parameters(state.resolve("p"), Duration.ofMinutes(5), Instant::now)
              .get(PolicyBench.REGION, Optional.empty(), Set.of("/hpc/ami"));

      if (allowed) {
        assertThat(answers).isInstanceOf(ParameterAnswers.Answered.class);
      } else {
        assertThat(answers)
            .isInstanceOfSatisfying(
                ParameterAnswers.Failed.class,
                failed ->
                    assertThat(failed.reason()).contains("ssm:GetParameters").contains("/hpc/ami"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CreatePlacementGroupsOnlyWithTheClustersTag",
        "TagPlacementGroupsThatAreBeingCreated",
        "DeleteOnlyTheClustersPlacementGroups"
      })
  void withoutAStatementOfPlacementGroupsTheCallSaysSo(String sid) throws Exception {
    try (Sandbox sandbox = bench().under(without(sid));
        SdkRegions regions = PolicyBench.regions(sandbox)) {
      Ec2Result<?> made =
          ec2(regions).createPlacementGroup("job-7", Map.of("slurm-ec2:cluster", "hpc"));
      Ec2Result<?> last =
          made instanceof Ec2Result.Ok ? ec2(regions).deletePlacementGroup("job-7") : made;

      assertThat(last)
          .isInstanceOfSatisfying(
              Ec2Result.Failed.class,
              failed -> assertThat(failed.error().errorClass()).isEqualTo(ErrorClass.PERMISSION));
    }
  }
}
