package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.capacity.CoolDown;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import dev.slurmec2.state.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a group's other nodes when its last pool has no capacity. */
class ExhaustedGroupsTest {
  private static final NodeGroup C =
      PowerBench.group("c", 10, "us-east-1", List.of("subnet-a"), List.of("c5.large"));

  @TempDir private Path stateDirectory;
  private PowerBench bench;
  private FinitePools pools;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
    bench.groups = List.of(C);
    pools = FinitePools.in(bench.east);
    for (String node : Hostlist.expand("aws-c-[2-9]")) {
      bench.slurm.shows(node, Optional.empty(), "IDLE", "CLOUD", "POWERED_DOWN");
    }
  }

  private void resume(String hostlist, Job... jobs) {
    new Resume(bench.site()).run(Hostlist.expand(hostlist), Arrays.asList(jobs));
  }

  private String until() {
    return Until.time(bench.east.now.plus(Duration.ofMinutes(10)), ZoneId.systemDefault());
  }

  @Test
  void those_that_are_off_and_free_go_down_before_the_ones_that_failed() {
    bench.slurm.shows("aws-c-3", Optional.of("bad disk"), "IDLE", "CLOUD", "DRAIN", "POWERED_DOWN");
    bench.slurm.shows("aws-c-4", Optional.empty(), "ALLOCATED", "CLOUD");
    bench.slurm.shows("aws-c-5", Optional.empty(), "IDLE", "CLOUD", "POWERED_DOWN", "RESERVED");

    resume("aws-c-[0-1]");

    assertThat(bench.slurm.updates)
        .containsExactly(
            "DOWN aws-c-[2,6-9] slurm-ec2: closed: c5.large on-demand in subnet-a had no capacity;"
                + " the node group launches nothing "
                + until()
                + " (Code:InsufficientInstanceCapacity)",
            "DOWN aws-c-[0-1] slurm-ec2: resume: No capacity for subnet-a"
                + " (Code:InsufficientInstanceCapacity)",
            "POWER_DOWN aws-c-[0-1]");
  }

  @Test
  void the_sentence_counts_the_pools_and_the_end_is_the_first_ones() {
    bench.first(
        group ->
            group.withPolicy(
                group.policy(),
                List.of(
                    PowerBench.group(
                        "c",
                        10,
                        "us-east-1",
                        List.of("subnet-a"),
                        List.of("m5.large", "r5.large")))));
    resume("aws-c-0");
    String first = until();
    bench.slurm.updates.clear();
    bench.east.now = bench.east.now.plus(Duration.ofMinutes(3));

    resume("aws-c-1");

    assertThat(bench.slurm.updates.get(0))
        .contains("had no capacity, nor had 2 others; ", first)
        .startsWith("DOWN aws-c-[2-9] ");
    assertThat(bench.slurm.updates.get(1)).contains("aws-c-1 ", "is not asked again " + first);
  }

  @Test
  void while_one_pool_is_left_none_goes_down() {
    NodeGroup other =
        PowerBench.group("c", 10, "us-east-1", List.of("subnet-b"), List.of("m5.large"));
    bench.first(group -> group.withPolicy(group.policy(), List.of(other)));
    pools.with("m5.large", "subnet-b", 5);

    resume("aws-c-[0-1]");

    assertThat(bench.slurm.updates).isEmpty();
    assertThat(bench.site().closedGroups().now()).isEmpty();
  }

  @Test
  void pools_that_could_not_give_two_at_once_may_give_one() {
    pools.with("c5.large", "subnet-a", 1);
    Job job =
        new Job(
            "7",
            List.of("aws-c-0", "aws-c-1"),
            List.of("aws-c-0", "aws-c-1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    resume("aws-c-[0-1]", job);

    assertThat(bench.slurm.updates).noneMatch(update -> update.contains("closed"));
  }

  @Test
  void a_quota_closes_the_group_for_a_shorter_time_and_ec2_is_not_asked_meanwhile() {
    bench.first(group -> group("subnet-a", "subnet-b"));
    refuseOnDemandBeyondQuota();

    resume("aws-c-0");
    String closed = bench.slurm.updates.get(0);
    int asked = bench.east.fleets.size();
    resume("aws-c-1");

    String until =
        Until.time(bench.east.now.plus(CoolDown.LONGEST_OF_QUOTA), ZoneId.systemDefault());
    assertThat(closed)
        .isEqualTo(
            "DOWN aws-c-[2-9] slurm-ec2: closed: the account's quota is used up for c5.large"
                + " on-demand in us-east-1; the node group launches nothing "
                + until
                + " (Code:VcpuLimitExceeded)");
    assertThat(bench.east.fleets).hasSize(asked);
    assertThat(bench.slurm.updates)
        .contains(
            "DOWN aws-c-1 slurm-ec2: resume: the account's quota for c5.large on-demand in"
                + " us-east-1 was used up a while ago, and EC2 is not asked again "
                + until
                + " (Code:VcpuLimitExceeded)");

    bench.east.now = bench.east.now.plus(CoolDown.LONGEST_OF_QUOTA);
    bench.east.rule = Optional.empty();
    resume("aws-c-1");
    assertThat(bench.east.live()).hasSize(1);
    assertThat(bench.site().closedGroups().now()).isEmpty();
  }

  @Test
  void beyond_the_quota_of_one_purchasing_option_the_other_is_tried_in_the_same_run() {
    NodeGroup spot =
        new NodeGroup(
            C.partition(),
            C.name(),
            C.maxNodes(),
            C.region(),
            C.profile(),
            C.slurmSpecifications(),
            PurchasingOption.SPOT,
            C.onDemandOptions(),
            C.spotOptions(),
            C.launchTemplate(),
            C.overrides(),
            C.subnetIds(),
            C.tags());
    bench.first(group -> group.withPolicy(group.policy(), List.of(spot)));
    refuseOnDemandBeyondQuota();

    resume("aws-c-[0-1]");

    assertThat(bench.east.live()).hasSize(2);
    assertThat(bench.slurm.updates).isEmpty();
  }

  private static NodeGroup group(String... subnets) {
    return PowerBench.group("c", 10, "us-east-1", List.of(subnets), List.of("c5.large"));
  }

  /** As EC2 does: one error for each override that it tried. */
  private void refuseOnDemandBeyondQuota() {
    bench.east.rule =
        Optional.of(
            request ->
                request.group().purchasingOption() == PurchasingOption.SPOT
                    ? new FleetOutcome.Answered(
                        IntStream.range(0, request.count())
                            .mapToObj(i -> bench.east.launch(request, "c5.large", "subnet-a"))
                            .toList(),
                        List.of())
                    : new FleetOutcome.Answered(
                        List.of(),
                        List.of(
                            new PoolError(
                                ErrorClasses.of(
                                    "VcpuLimitExceeded", "You have requested more vCPU capacity."),
                                Optional.of("c5.large"),
                                Optional.empty(),
                                Optional.of("subnet-a"),
                                Optional.of("on-demand")))));
  }

  @Test
  void other_errors_than_those_of_capacity_close_nothing() {
    bench.east.rule =
        Optional.of(
            request ->
                new FleetOutcome.Refused(
                    new Ec2Error(ErrorClass.THROTTLED, "RequestLimitExceeded", "Slow down.")));

    resume("aws-c-[0-1]");

    assertThat(bench.slurm.updates).noneMatch(update -> update.contains("closed"));
  }

  @Test
  void a_launch_that_succeeds_opens_the_group_for_change_state() {
    resume("aws-c-0");
    assertThat(bench.site().closedGroups().now()).containsOnlyKeys("aws/c");
    bench.east.now = bench.east.now.plus(Duration.ofMinutes(10));
    pools.with("c5.large", "subnet-a", 1);

    resume("aws-c-1");

    assertThat(bench.site().closedGroups().now()).isEmpty();
  }
}
