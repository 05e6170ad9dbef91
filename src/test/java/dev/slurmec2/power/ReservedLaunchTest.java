package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ReservedLaunch;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Launches of a group that names capacity reservations or capacity blocks. */
class ReservedLaunchTest {
  private static final NodeGroup C =
      PowerBench.group("c", 10, "us-east-1", List.of("subnet-a"), List.of("p5.48xlarge"));

  @TempDir private Path stateDirectory;
  private PowerBench bench;
  private FinitePools pools;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
    pools = FinitePools.in(bench.east);
    names("cr-1");
  }

  private void names(String... ids) {
    bench.groups = List.of(C.withPolicy(C.policy().withReservations(List.of(ids)), List.of()));
  }

  private void has(String id, boolean block, String state, int available) {
    bench.east.stock.reservations.put(
        id,
        new CapacityReservation(
            id,
            "p5.48xlarge",
            "subnet-a",
            state,
            block,
            true,
            4,
            available,
            Optional.of(Instant.parse("2026-12-01T11:30:00Z")),
            Optional.empty(),
            Map.of()));
  }

  private PowerOutcome resume(String hostlist, Job... jobs) {
    return new Resume(bench.site()).run(Hostlist.expand(hostlist), Arrays.asList(jobs));
  }

  private static Job job(String id, String hostlist) {
    return new Job(
        id,
        Hostlist.expand(hostlist),
        Hostlist.expand(hostlist),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private String up() {
    return Hostlist.fold(
        bench.east.live().stream().map(instance -> instance.tag("Name").orElse("?")).toList());
  }

  private List<Integer> reservedCounts() {
    return bench.east.runs.stream().map(ReservedLaunch::count).toList();
  }

  @Test
  void the_reservation_is_used_first_and_the_rest_comes_from_the_ordinary_pools() {
    has("cr-1", false, "active", 2);
    pools.with("p5.48xlarge", "subnet-a", 5);

    PowerOutcome outcome = resume("aws-c-[0-4]");

    assertThat(outcome.failed()).isEmpty();
    assertThat(up()).isEqualTo("aws-c-[0-4]");
    assertThat(reservedCounts()).containsExactly(2);
    assertThat(pools.requests).containsExactly("3 of [p5.48xlarge@subnet-a]");
    assertThat(bench.east.runs.get(0).tags()).containsEntry(Tags.CLUSTER, "hpc");
    assertThat(bench.east.stock.calls).containsOnlyOnce("DescribeCapacityReservations");
  }

  @Test
  void one_that_has_filled_meanwhile_cools_down_by_itself() {
    has("cr-1", false, "active", 2);
    pools.with("p5.48xlarge", "subnet-a", 9);
    // What EC2 showed a moment ago is not what is there.
    bench.east.refusesReserved = true;

    resume("aws-c-0");
    resume("aws-c-1");

    assertThat(reservedCounts()).containsExactly(1);
    assertThat(up()).isEqualTo("aws-c-[0-1]");
    assertThat(bench.site().coolDowns().now().all())
        .singleElement()
        .satisfies(
            coolDown ->
                assertThat(coolDown.pool().toString()).isEqualTo("cr-1 on-demand in subnet-a"));
  }

  @Test
  void beside_one_that_is_not_open_an_open_block_is_used_and_what_it_lacks_is_told_of_it() {
    names("cr-1", "cr-2");
    has("cr-1", true, "scheduled", 0);
    has("cr-2", true, "active", 2);

    resume("aws-c-[0-2]");

    assertThat(up()).isEqualTo("aws-c-[0-1]");
    bench.slurm.updates.clear();
    has("cr-2", true, "active", 0);
    resume("aws-c-3");
    assertThat(bench.slurm.updates.get(0))
        .as("back after a cool-down, not at the date of the other")
        .startsWith("DOWN aws-c-3 slurm-ec2: resume: Capacity block cr-2 has none of its 4")
        .endsWith("(Code:ReservationCapacityExceeded)");
  }

  @Test
  void beside_one_that_is_not_open_a_fallback_without_capacity_is_told() {
    bench.groups =
        List.of(
            C.withPolicy(
                C.policy().withReservations(List.of("cr-1")),
                List.of(
                    PowerBench.group(
                        "c", 10, "us-east-1", List.of("subnet-a"), List.of("p4d.24xlarge")))));
    has("cr-1", true, "scheduled", 0);

    resume("aws-c-0");

    assertThat(bench.slurm.updates.get(0))
        .startsWith("DOWN aws-c-0 ")
        .endsWith("(Code:InsufficientInstanceCapacity)");
  }

  @Test
  void of_several_the_first_named_is_the_first_used() {
    names("cr-2", "cr-1");
    has("cr-1", false, "active", 4);
    has("cr-2", false, "active", 1);

    resume("aws-c-[0-2]");

    assertThat(bench.east.runs)
        .extracting(run -> run.reservation().id() + " " + run.count())
        .containsExactly("cr-2 1", "cr-1 2");
  }

  @Test
  void a_job_of_several_nodes_is_launched_into_it_whole() {
    has("cr-1", true, "active", 3);

    resume("aws-c-[0-2]", job("7", "aws-c-[0-2]"));

    assertThat(bench.east.runs).extracting(ReservedLaunch::minimum).containsExactly(3);
    assertThat(up()).isEqualTo("aws-c-[0-2]");
  }

  @Test
  void a_job_that_a_block_is_too_small_for_launches_nothing() {
    has("cr-1", true, "active", 2);
    pools.with("p5.48xlarge", "subnet-a", 9);

    PowerOutcome outcome = resume("aws-c-[0-2]", job("7", "aws-c-[0-2]"));

    assertThat(bench.east.instances).isEmpty();
    assertThat(bench.east.runs).isEmpty();
    assertThat(outcome.failed().get("aws-c-0"))
        .contains("ReservationCapacityExceeded", "2 instances left, and the job needs 3");
  }

  @Test
  void before_a_blocks_start_nothing_is_asked_for_and_the_reason_has_the_date() {
    has("cr-1", true, "scheduled", 0);
    pools.with("p5.48xlarge", "subnet-a", 9);

    resume("aws-c-0");

    assertThat(bench.east.calls).doesNotContain("RunInstances", "CreateFleet");
    assertThat(bench.slurm.updates.get(0))
        .contains(
            "Capacity block cr-1 is not open until 2026-12-01 ",
            "(Code:InvalidCapacityReservationState.PendingActivation)");
  }

  @Test
  void a_second_choice_is_tried_where_a_block_is_closed() {
    has("cr-1", true, "scheduled", 0);
    NodeGroup other =
        PowerBench.group("c", 10, "us-east-1", List.of("subnet-a"), List.of("m5.large"));
    bench.first(
        group ->
            group.withPolicy(group.policy(), List.of(other.withPolicy(group.policy(), List.of()))));
    pools.with("m5.large", "subnet-a", 5);

    PowerOutcome outcome = resume("aws-c-[0-1]");

    assertThat(outcome.failed()).isEmpty();
    assertThat(pools.requests).containsExactly("2 of [m5.large@subnet-a]");
  }

  @Test
  void where_ec2_does_not_say_what_they_are_nothing_is_launched_in_their_stead() {
    bench.east.stock.error =
        Optional.of(new Ec2Error(ErrorClass.PERMISSION, "UnauthorizedOperation", "Not allowed."));
    pools.with("p5.48xlarge", "subnet-a", 9);

    PowerOutcome outcome = resume("aws-c-0");

    assertThat(bench.east.instances).isEmpty();
    assertThat(outcome.failed().get("aws-c-0"))
        .contains(
            "EC2 does not say what cr-1 is (DescribeCapacityReservations)",
            "UnauthorizedOperation");
  }

  @Test
  void where_ec2_does_not_say_what_they_are_a_second_choice_is_tried() {
    bench.east.stock.error =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "InternalError", "Try again."));
    NodeGroup other =
        PowerBench.group("c", 10, "us-east-1", List.of("subnet-a"), List.of("m5.large"));
    bench.first(group -> group.withPolicy(group.policy(), List.of(other)));
    pools.with("m5.large", "subnet-a", 5);

    assertThat(resume("aws-c-[0-1]").failed()).isEmpty();
    assertThat(pools.requests).containsExactly("2 of [m5.large@subnet-a]");
  }

  @Test
  void a_group_is_not_exhausted_while_its_reservation_has_room() {
    has("cr-1", false, "active", 4);
    for (String node : Hostlist.expand("aws-c-[2-9]")) {
      bench.slurm.shows(node, Optional.empty(), "IDLE", "CLOUD", "POWERED_DOWN");
    }
    resume("aws-c-[0-5]");

    assertThat(up()).isEqualTo("aws-c-[0-3]");
    // Full: until the first pool is asked again there is nothing.
    assertThat(bench.site().closedGroups().now()).containsOnlyKeys("aws/c");
    bench.east.stock.reserve("cr-1", 1);
    bench.east.now = bench.east.now.plus(Duration.ofMinutes(1));
    resume("aws-c-[6-7]");
    assertThat(up()).isEqualTo("aws-c-[0-3,6]");
  }
}
