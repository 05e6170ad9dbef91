package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Budget;
import dev.slurmec2.config.LaunchPolicy;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Placement;
import dev.slurmec2.config.ScalingStrategy;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What jobs get when there is not enough for all. docs/capacity.md has the scenarios S1 to S7
 * beside what AWS ParallelCluster does.
 */
class JobLaunchTest {
  private static final NodeGroup C =
      PowerBench.group("c", 10, "us-east-1", List.of("subnet-a"), List.of("c5.large"));
  private static final NodeGroup D =
      PowerBench.group("d", 10, "us-east-1", List.of("subnet-a"), List.of("p5.48xlarge"));

  @TempDir private Path stateDirectory;
  private PowerBench bench;
  private FinitePools pools;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
    bench.groups = List.of(C, D);
    pools = FinitePools.in(bench.east);
  }

  private static Job job(String id, String hostlist) {
    return job(id, hostlist, hostlist);
  }

  private static Job job(String id, String resumed, String allocated) {
    return new Job(
        id,
        Hostlist.expand(resumed),
        Hostlist.expand(allocated),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private PowerOutcome resume(String hostlist, Job... jobs) {
    return new Resume(bench.site()).run(Hostlist.expand(hostlist), Arrays.asList(jobs));
  }

  private void strategy(ScalingStrategy strategy) {
    LaunchPolicy policy = new LaunchPolicy(strategy, Placement.DEFAULT, Budget.NONE, List.of());
    bench.groups =
        bench.groups.stream().map(group -> group.withPolicy(policy, group.fallbacks())).toList();
  }

  /** The nodes that have a live instance, as a hostlist. */
  private String up() {
    return Hostlist.fold(
        bench.east.live().stream().map(instance -> instance.tag("Name").orElse("?")).toList());
  }

  private long ended() {
    return bench.east.instances.values().stream().filter(i -> !i.state().isLive()).count();
  }

  private String down(PowerOutcome outcome) {
    return Hostlist.fold(outcome.failed().keySet());
  }

  @Nested
  class Scenarios {

    @Test
    void S1_of_two_jobs_the_one_that_fits_starts_and_nothing_is_launched_in_vain() {
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome =
          resume("aws-c-[1-5]", job("A", "aws-c-[1-3]"), job("B", "aws-c-[4-5]"));

      assertThat(up()).isEqualTo("aws-c-[1-3]");
      assertThat(down(outcome)).isEqualTo("aws-c-[4-5]");
      assertThat(ended()).isZero();
      assertThat(pools.requests)
          .containsExactly(
              "5 all or none of [c5.large@subnet-a]",
              "3 all or none of [c5.large@subnet-a]",
              "2 all or none of [c5.large@subnet-a]");
    }

    @Test
    void S1_best_effort_keeps_what_there_is() {
      strategy(ScalingStrategy.BEST_EFFORT);
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome =
          resume("aws-c-[1-5]", job("A", "aws-c-[1-3]"), job("B", "aws-c-[4-5]"));

      assertThat(up()).isEqualTo("aws-c-[1-4]");
      assertThat(down(outcome)).isEqualTo("aws-c-5");
      assertThat(ended()).isZero();
    }

    @Test
    void S2_a_job_that_does_not_fit_launches_nothing() {
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome = resume("aws-c-[1-5]", job("A", "aws-c-[1-5]"));

      assertThat(up()).isEmpty();
      assertThat(down(outcome)).isEqualTo("aws-c-[1-5]");
      assertThat(bench.east.instances).isEmpty();
      assertThat(pools.requests).hasSize(1);
    }

    @Test
    void S3_jobs_of_one_node_take_what_there_is() {
      pools.with("c5.large", "subnet-a", 2);

      PowerOutcome outcome =
          resume("aws-c-[1-3]", job("1", "aws-c-1"), job("2", "aws-c-2"), job("3", "aws-c-3"));

      assertThat(up()).isEqualTo("aws-c-[1-2]");
      assertThat(down(outcome)).isEqualTo("aws-c-3");
      assertThat(pools.requests).containsExactly("3 of [c5.large@subnet-a]");
    }

    @Test
    void S4_a_job_that_lacks_a_node_of_another_group_gives_back_what_it_got() {
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome =
          resume("aws-c-[1-4],aws-d-1", job("1", "aws-c-[1-2],aws-d-1"), job("2", "aws-c-[3-4]"));

      assertThat(up()).isEqualTo("aws-c-[3-4]");
      assertThat(down(outcome)).isEqualTo("aws-c-[1-2],aws-d-1");
      assertThat(ended()).isEqualTo(2);
      assertThat(outcome.failed().get("aws-c-1"))
          .contains("InsufficientInstanceCapacity", "not all nodes of job 1");
    }

    @Test
    void S4_what_a_job_gives_back_completes_another_job_of_the_same_call() {
      pools.with("c5.large", "subnet-a", 2);

      PowerOutcome outcome =
          resume("aws-c-[1-4],aws-d-1", job("1", "aws-c-[1-2],aws-d-1"), job("2", "aws-c-[3-4]"));

      assertThat(up()).isEqualTo("aws-c-[3-4]");
      assertThat(down(outcome)).isEqualTo("aws-c-[1-2],aws-d-1");
      assertThat(ended()).isZero();
    }

    @Test
    void S5_a_node_of_two_jobs_is_launched_once() {
      pools.with("c5.large", "subnet-a", 3);

      PowerOutcome outcome =
          resume("aws-c-[1-3]", job("1", "aws-c-[1-2]"), job("2", "aws-c-[2-3]"));

      assertThat(outcome.complete()).isTrue();
      assertThat(bench.east.instances).hasSize(3);
      assertThat(pools.requests).hasSize(1);
    }

    @Test
    void S6_nodes_of_no_job_take_what_there_is() {
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome = resume("aws-c-[1-5]");

      assertThat(up()).isEqualTo("aws-c-[1-4]");
      assertThat(down(outcome)).isEqualTo("aws-c-5");
    }

    @Test
    void S6_all_or_nothing_holds_for_nodes_of_no_job_too() {
      strategy(ScalingStrategy.ALL_OR_NOTHING);
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome = resume("aws-c-[1-5]");

      assertThat(bench.east.instances).isEmpty();
      assertThat(down(outcome)).isEqualTo("aws-c-[1-5]");
    }

    @Test
    void S7_nodes_that_no_job_of_the_file_names_are_launched_all_the_same() {
      pools.with("c5.large", "subnet-a", 4);

      PowerOutcome outcome = resume("aws-c-[1-4]", job("1", "aws-c-1"));

      assertThat(outcome.complete()).isTrue();
      assertThat(up()).isEqualTo("aws-c-[1-4]");
    }
  }

  @Nested
  class Zones {
    private final NodeGroup twoZones =
        PowerBench.group(
            "c", 10, "us-east-1", List.of("subnet-a", "subnet-b"), List.of("c5.large"));

    @BeforeEach
    void twoZones() {
      bench.groups = List.of(twoZones);
      bench.east.zones.putAll(Map.of("subnet-a", "us-east-1a", "subnet-b", "us-east-1b"));
    }

    private Set<String> zonesUp() {
      return bench.east.live().stream().map(Instance::zone).collect(Collectors.toSet());
    }

    @Test
    void a_job_of_two_with_room_for_one_in_zone_a_and_two_in_b_runs_in_b() {
      pools.with("c5.large", "subnet-a", 1).with("c5.large", "subnet-b", 2);

      PowerOutcome outcome = resume("aws-c-[1-2]", job("1", "aws-c-[1-2]"));

      assertThat(outcome.complete()).isTrue();
      assertThat(zonesUp()).containsExactly("us-east-1b");
      assertThat(bench.slurm.updates).as("no node ever failed").isEmpty();
    }

    @Test
    void two_jobs_that_fit_only_into_different_zones_both_run() {
      pools.with("c5.large", "subnet-a", 2).with("c5.large", "subnet-b", 2);

      PowerOutcome outcome =
          resume("aws-c-[1-4]", job("1", "aws-c-[1-2]"), job("2", "aws-c-[3-4]"));

      assertThat(outcome.complete()).isTrue();
      assertThat(ended()).isZero();
    }

    @Test
    void nodes_that_come_in_a_later_call_join_the_zone_of_their_job() {
      pools.with("c5.large", "subnet-a", 1).with("c5.large", "subnet-b", 9);
      resume("aws-c-[1-2]", job("1", "aws-c-[1-2]", "aws-c-[1-4]"));
      pools.with("c5.large", "subnet-a", 9);
      bench.east.now = bench.east.now.plus(Duration.ofHours(1));

      PowerOutcome outcome = resume("aws-c-[3-4]", job("1", "aws-c-[3-4]", "aws-c-[1-4]"));

      assertThat(outcome.complete()).isTrue();
      assertThat(zonesUp()).containsExactly("us-east-1b");
    }

    @Test
    void a_group_may_spread_a_job_over_zones() {
      LaunchPolicy policy =
          new LaunchPolicy(
              ScalingStrategy.BY_JOB,
              new Placement(false, Placement.PlacementGroup.NONE),
              Budget.NONE,
              List.of());
      bench.groups = List.of(twoZones.withPolicy(policy, List.of()));
      pools.with("c5.large", "subnet-a", 1).with("c5.large", "subnet-b", 1);

      assertThat(resume("aws-c-[1-2]", job("1", "aws-c-[1-2]")).complete()).isTrue();
    }

    @Test
    void zones_are_asked_for_once() {
      pools.with("c5.large", "subnet-a", 9);

      resume("aws-c-1");
      resume("aws-c-2");

      assertThat(bench.east.calls).containsOnlyOnce("DescribeSubnets");
    }
  }

  @Nested
  class CoolDowns {

    @Test
    void a_pool_that_had_nothing_is_not_asked_again_for_ten_minutes() {
      resume("aws-c-1");
      PowerOutcome second = resume("aws-c-2");

      assertThat(pools.requests).hasSize(1);
      assertThat(second.failed().get("aws-c-2")).contains("InsufficientInstanceCapacity");

      pools.with("c5.large", "subnet-a", 9);
      bench.east.now = bench.east.now.plus(Duration.ofMinutes(10)).plusSeconds(1);
      assertThat(resume("aws-c-2").complete()).isTrue();
    }

    @Test
    void a_pool_that_could_not_give_five_together_is_asked_for_two() {
      pools.with("c5.large", "subnet-a", 4);
      resume("aws-c-[1-5]", job("1", "aws-c-[1-5]"));

      assertThat(resume("aws-c-[6-7]", job("2", "aws-c-[6-7]")).complete()).isTrue();
    }

    @Test
    void another_group_with_another_type_is_not_concerned() {
      pools.with("p5.48xlarge", "subnet-a", 1);
      resume("aws-c-1");

      assertThat(resume("aws-d-1").complete()).isTrue();
    }

    @Test
    void throttling_inside_an_answer_starts_no_cool_down() {
      bench.east.script.add(
          request ->
              new FleetOutcome.Answered(
                  List.of(),
                  List.of(
                      ScriptedEc2.poolError(ErrorClass.THROTTLED, "RequestLimitExceeded"),
                      ScriptedEc2.poolError(ErrorClass.CAPACITY, "UnfulfillableCapacity"))));
      pools.with("c5.large", "subnet-a", 9);

      assertThat(resume("aws-c-[1-2]").complete()).isTrue();
    }

    @Test
    void zones_that_EC2_did_not_try_for_a_job_are_tried() {
      NodeGroup zones =
          PowerBench.group(
              "z", 10, "us-east-1", List.of("subnet-a", "subnet-b"), List.of("c5.large"));
      bench.groups = List.of(zones);
      bench.east.zones.put("subnet-a", "us-east-1a");
      bench.east.zones.put("subnet-b", "us-east-1b");
      bench.east.script.add(
          request ->
              new FleetOutcome.Answered(
                  List.of(),
                  List.of(
                      noCapacity("InsufficientInstanceCapacity", "subnet-a"),
                      noCapacity("UnfulfillableCapacity", "subnet-b"))));
      pools.with("c5.large", "subnet-b", 2);

      assertThat(resume("aws-z-[1-2]", job("1", "aws-z-[1-2]")).complete()).isTrue();
    }

    private FleetOutcome.PoolError noCapacity(String code, String subnet) {
      return new FleetOutcome.PoolError(
          new Ec2Error(ErrorClass.CAPACITY, code, "Sorry"),
          Optional.of("c5.large"),
          Optional.empty(),
          Optional.of(subnet),
          Optional.empty());
    }

    @Test
    void losing_the_file_only_costs_a_call() throws java.io.IOException {
      resume("aws-c-1");
      pools.with("c5.large", "subnet-a", 9);
      java.nio.file.Files.writeString(stateDirectory.resolve("pools"), "nonsense\n1 2\n");

      assertThat(resume("aws-c-1").complete()).isTrue();
    }
  }

  @Nested
  class Fallbacks {

    private void fallback(NodeGroup way) {
      bench.groups = List.of(C.withPolicy(LaunchPolicy.DEFAULT, List.of(way)));
    }

    private NodeGroup way(String region, String subnet, String type) {
      return PowerBench.group("c", 10, region, List.of(subnet), List.of(type));
    }

    @Test
    void a_job_starts_on_its_second_choice_without_having_failed() {
      fallback(way("us-east-1", "subnet-a", "m5.large"));
      pools.with("c5.large", "subnet-a", 1).with("m5.large", "subnet-a", 2);

      PowerOutcome outcome = resume("aws-c-[1-2]", job("1", "aws-c-[1-2]"));

      assertThat(outcome.complete()).isTrue();
      assertThat(bench.slurm.updates).isEmpty();
      assertThat(bench.east.live()).extracting(Instance::instanceType).containsOnly("m5.large");
    }

    @Test
    void jobs_of_one_node_take_the_rest_from_the_second_choice() {
      fallback(way("us-east-1", "subnet-a", "m5.large"));
      pools.with("c5.large", "subnet-a", 1).with("m5.large", "subnet-a", 2);

      assertThat(resume("aws-c-[1-3]").complete()).isTrue();
      assertThat(bench.east.live())
          .extracting(Instance::instanceType)
          .containsExactlyInAnyOrder("c5.large", "m5.large", "m5.large");
    }

    @Test
    void in_another_region_the_node_is_launched_addressed_suspended_and_never_launched_twice() {
      fallback(way("us-west-2", "subnet-w", "c5.large"));

      assertThat(resume("aws-c-1").complete()).isTrue();
      assertThat(bench.west.live()).hasSize(1);
      assertThat(bench.slurm.addresses).containsKey("aws-c-1");

      assertThat(resume("aws-c-1").complete()).isTrue();
      assertThat(bench.west.instances).hasSize(1);

      bench.suspend(List.of("aws-c-1"));
      assertThat(bench.west.live()).isEmpty();
    }

    @Test
    void a_fallback_helps_where_the_first_choice_is_misconfigured_too() {
      fallback(way("us-west-2", "subnet-w", "c5.large"));
      bench.east.rule = Optional.empty();
      bench.east.script.add(
          request ->
              new FleetOutcome.Refused(
                  new Ec2Error(ErrorClass.CONFIGURATION, "InvalidSubnetID.NotFound", "No")));

      assertThat(resume("aws-c-1").complete()).isTrue();
    }
  }

  @Test
  void a_job_of_two_groups_is_whole_when_both_have_room() {
    pools.with("c5.large", "subnet-a", 2).with("p5.48xlarge", "subnet-a", 1);

    assertThat(resume("aws-c-[1-2],aws-d-1", job("1", "aws-c-[1-2],aws-d-1")).complete()).isTrue();
  }

  @Test
  void a_node_that_a_job_of_several_cannot_have_goes_to_the_job_of_one_that_shares_it() {
    pools.with("c5.large", "subnet-a", 1);

    PowerOutcome outcome = resume("aws-c-[1-2]", job("1", "aws-c-[1-2]"), job("2", "aws-c-1"));

    assertThat(up()).isEqualTo("aws-c-1");
    assertThat(down(outcome)).isEqualTo("aws-c-2");
  }

  @Nested
  class Budgets {

    private void atMost(int instances) {
      LaunchPolicy policy =
          new LaunchPolicy(
              ScalingStrategy.BY_JOB,
              Placement.DEFAULT,
              new Budget(OptionalInt.of(instances), Optional.empty()),
              List.of());
      bench.groups = List.of(C.withPolicy(policy, List.of()), D);
      pools.with("c5.large", "subnet-a", 9);
    }

    @Test
    void beyond_it_nodes_go_down_with_the_reason_and_nothing_more_is_launched() {
      atMost(3);
      resume("aws-c-[1-2]");

      PowerOutcome outcome = resume("aws-c-[3-5]");

      assertThat(up()).isEqualTo("aws-c-[1-3]");
      assertThat(down(outcome)).isEqualTo("aws-c-[4-5]");
      assertThat(bench.slurm.updates)
          .anySatisfy(
              update ->
                  assertThat(update)
                      .contains("aws-c-[4-5]", "MaxInstances of node group aws/c is 3", "(Code:"));
    }

    @Test
    void what_EC2_does_not_show_yet_counts_too() {
      atMost(2);
      resume("aws-c-[1-2]");
      bench.east.hidden.addAll(bench.east.instances.keySet());

      assertThat(down(resume("aws-c-3"))).isEqualTo("aws-c-3");
    }

    @Test
    void a_job_that_goes_beyond_it_launches_none_of_its_nodes() {
      atMost(3);

      PowerOutcome outcome = resume("aws-c-[1-5]", job("1", "aws-c-1"), job("2", "aws-c-[2-5]"));

      assertThat(up()).isEqualTo("aws-c-1");
      assertThat(down(outcome)).isEqualTo("aws-c-[2-5]");
      assertThat(ended()).isZero();
    }

    @Test
    void an_EC2_that_cannot_count_launches_nothing() {
      atMost(3);
      bench.east.describeError =
          Optional.of(new Ec2Error(ErrorClass.SERVER, "InternalError", "Sorry"));

      assertThat(down(resume("aws-c-1"))).isEqualTo("aws-c-1");
      assertThat(bench.east.instances).isEmpty();
    }
  }

  @Nested
  class PlacementGroupsOfJobs {

    private void placed(Placement.PlacementGroup scope) {
      LaunchPolicy policy =
          new LaunchPolicy(
              ScalingStrategy.BY_JOB, new Placement(true, scope), Budget.NONE, List.of());
      bench.groups = List.of(C.withPolicy(policy, List.of()));
      pools.with("c5.large", "subnet-a", 9);
    }

    private List<String> placementGroups() {
      return bench.east.fleets.stream().map(f -> f.placementGroup().orElse("none")).toList();
    }

    @Test
    void each_job_of_several_nodes_has_its_own() {
      placed(Placement.PlacementGroup.JOB);

      PowerOutcome outcome =
          resume(
              "aws-c-[1-5]", job("7", "aws-c-[1-2]"), job("8", "aws-c-[3-4]"), job("9", "aws-c-5"));

      assertThat(outcome.complete()).isTrue();
      assertThat(placementGroups())
          .containsExactly("slurm-ec2-hpc-job-7", "slurm-ec2-hpc-job-8", "none");
      assertThat(bench.east.stock.groups)
          .hasEntrySatisfying(
              "slurm-ec2-hpc-job-7",
              group ->
                  assertThat(group.tags())
                      .containsEntry("slurm-ec2:cluster", "hpc")
                      .containsKey("slurm-ec2:created-at"));
      assertThat(bench.east.live())
          .filteredOn(i -> i.tag("slurm-ec2:placement-group").isPresent())
          .hasSize(4);
    }

    @Test
    void a_node_group_has_one_for_all() {
      placed(Placement.PlacementGroup.NODE_GROUP);

      resume("aws-c-[1-3]", job("7", "aws-c-[1-2]"));

      assertThat(placementGroups()).containsOnly("slurm-ec2-hpc-aws-c");
      assertThat(bench.east.stock.groups).containsOnlyKeys("slurm-ec2-hpc-aws-c");
    }

    @Test
    void without_it_nothing_is_launched_and_the_reason_says_why() {
      placed(Placement.PlacementGroup.JOB);
      bench.east.stock.error =
          Optional.of(new Ec2Error(ErrorClass.PERMISSION, "UnauthorizedOperation", "No"));

      PowerOutcome outcome = resume("aws-c-[1-2]", job("7", "aws-c-[1-2]"));

      assertThat(bench.east.instances).isEmpty();
      assertThat(outcome.failed().get("aws-c-1")).contains("UnauthorizedOperation");
    }
  }
}
