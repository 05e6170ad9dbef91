package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.AddressFamily;
import dev.slurmec2.config.NodeHostName;
import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.config.NodeNaming;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
  @TempDir private Path stateDirectory;
  private PowerBench bench;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
  }

  private PowerOutcome resume(String hostlist) {
    return new Resume(bench.site()).run(Hostlist.expand(hostlist));
  }

  @Test
  void every_node_gets_an_instance_its_own_tags_and_its_address() {
    PowerOutcome outcome = resume("aws-a-[0-2]");

    assertThat(outcome).isEqualTo(new PowerOutcome(3, Map.of(), false));
    assertThat(bench.east.fleets).hasSize(1);
    for (Instance instance : bench.east.instances.values()) {
      String node = instance.tag("Name").orElseThrow();
      String address = instance.privateIp().orElseThrow();
      assertThat(bench.slurm.addresses)
          .containsEntry(node, new NodeAddress(node, address, "ip-" + address.replace('.', '-')));
      assertThat(instance.tag("Where")).contains(node + " at " + address);
    }
    assertThat(bench.slurm.addresses).containsOnlyKeys("aws-a-0", "aws-a-1", "aws-a-2");
  }

  @Test
  void nodes_are_named_as_their_pattern_says_and_called_as_their_group_says() {
    bench.first(
        group ->
            group.withIdentity(
                new NodeIdentity(
                    new NodeNaming("machine", 1, 3), AddressFamily.IPV4, NodeHostName.NODE)));

    PowerOutcome outcome = resume("machine[009-011]");

    assertThat(outcome).isEqualTo(new PowerOutcome(3, Map.of(), false));
    for (Instance instance : bench.east.instances.values()) {
      String node = instance.tag("Name").orElseThrow();
      assertThat(bench.slurm.addresses)
          .containsEntry(node, new NodeAddress(node, instance.privateIp().orElseThrow(), node));
    }
    assertThat(bench.slurm.addresses).containsOnlyKeys("machine009", "machine010", "machine011");
  }

  @Test
  void a_node_of_ipv6_is_not_given_an_ipv4_address() {
    bench.first(
        group ->
            group.withIdentity(
                new NodeIdentity(
                    group.identity().naming(), AddressFamily.IPV6, NodeHostName.INSTANCE)));

    resume("aws-a-0");

    assertThat(bench.east.fleets).hasSize(1);
    assertThat(bench.slurm.addresses).isEmpty();
  }

  @Test
  void instances_carry_cluster_and_group_from_their_first_moment() {
    resume("aws-a-[0-1]");

    assertThat(bench.east.fleets.get(0).tags())
        .containsEntry(Tags.CLUSTER, "hpc")
        .containsEntry(Tags.PARTITION, "aws")
        .containsEntry(Tags.NODE_GROUP, "a")
        .containsEntry(Tags.LAUNCH, "launch-1")
        .containsEntry("Team", "genomics")
        .doesNotContainKeys("Where", "Name");
  }

  @Test
  void a_single_node_is_named_in_the_launch_itself() {
    resume("aws-a-7");

    assertThat(bench.east.fleets.get(0).tags()).containsEntry("Name", "aws-a-7");
  }

  @Test
  void groups_and_regions_are_launched_apart_and_large_groups_in_fleets_of_a_thousand() {
    PowerOutcome outcome = resume("aws-a-[0-1499],aws-b-[0-3]");

    assertThat(outcome.done()).isEqualTo(1504);
    assertThat(bench.east.fleets).extracting(f -> f.count()).containsExactlyInAnyOrder(1000, 500);
    assertThat(bench.west.fleets).extracting(f -> f.count()).containsExactly(4);
  }

  @Test
  void names_outside_partitions_json_are_left_alone() {
    PowerOutcome outcome = resume("aws-a-0,login-1,aws-a-2000,aws-c-1");

    assertThat(outcome).isEqualTo(new PowerOutcome(1, Map.of(), false));
    assertThat(bench.slurm.addresses).containsOnlyKeys("aws-a-0");
    assertThat(bench.slurm.updates).isEmpty();
  }

  @Test
  void twice_launches_nothing_twice_and_sets_the_address_again() {
    resume("aws-a-[0-1]");
    bench.slurm.addresses.clear();

    PowerOutcome second = resume("aws-a-[0-1]");

    assertThat(second.complete()).isTrue();
    assertThat(bench.east.fleets).hasSize(1);
    assertThat(bench.slurm.addresses).containsOnlyKeys("aws-a-0", "aws-a-1");
  }

  @Test
  void twice_launches_nothing_twice_while_EC2_hides_the_young_instances() {
    resume("aws-a-[0-1]");
    bench.east.hidden.addAll(bench.east.instances.keySet());

    Resume second = new Resume(bench.site());
    bench.east.calls.clear();
    PowerOutcome outcome = second.run(Hostlist.expand("aws-a-[0-1]"));

    assertThat(bench.east.calls).doesNotContain("CreateFleet");
    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0", "aws-a-1");
    assertThat(bench.east.live()).as("what another run launched is not ended").hasSize(2);
    assertThat(bench.slurm.updates).isEmpty();
  }

  @Test
  void a_node_whose_young_instance_died_is_launched_again() {
    resume("aws-a-0");
    bench.east.state("i-0001", Instance.State.TERMINATED, "Server.SpotInstanceTermination");

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.fleets).hasSize(2);
  }

  @Test
  void a_node_that_is_up_is_not_taken_down_because_EC2_is_blind_to_its_instance() {
    bench.slurm.shows("aws-a-0", Optional.empty(), "ALLOCATED", "CLOUD");
    bench.east.script.add(request -> refused(ErrorClass.CAPACITY, "InsufficientInstanceCapacity"));

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0");
    assertThat(bench.slurm.updates).isEmpty();
  }

  @Test
  void nodes_that_Slurm_does_not_show_are_left_to_change_state() {
    bench.slurm.showsNothing = true;
    bench.east.script.add(request -> refused(ErrorClass.CAPACITY, "InsufficientInstanceCapacity"));

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.failed())
        .containsExactly(Map.entry("aws-a-0", "Unable to contact slurm controller"));
    assertThat(bench.slurm.updates).isEmpty();
  }

  private static FleetOutcome refused(ErrorClass errorClass, String code) {
    return new FleetOutcome.Refused(new Ec2Error(errorClass, code, "refused by the test"));
  }

  @Test
  void what_cannot_be_had_goes_down_at_once_with_the_code_and_then_to_power_down() {
    bench.east.script.add(
        request ->
            new FleetOutcome.Answered(
                bench.east.launch(request, 1),
                List.of(
                    ScriptedEc2.poolError(ErrorClass.CAPACITY, "UnfulfillableCapacity"),
                    ScriptedEc2.poolError(ErrorClass.CAPACITY, "InsufficientInstanceCapacity"))));

    PowerOutcome outcome = resume("aws-a-[0-2]");

    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.failed()).containsOnlyKeys("aws-a-1", "aws-a-2");
    assertThat(bench.slurm.updates)
        .containsExactly(
            "DOWN aws-a-[1-2] slurm-ec2: resume: Sorry (Code:InsufficientInstanceCapacity)",
            "POWER_DOWN aws-a-[1-2]");
  }

  @Test
  void an_operators_reason_survives_the_failure() {
    bench.slurm.shows(
        "aws-a-0", Optional.of("bad disk"), "ALLOCATED", "CLOUD", "DRAIN", "POWERING_UP");
    bench.east.script.add(
        request ->
            new FleetOutcome.Refused(
                new Ec2Error(ErrorClass.PERMISSION, "UnauthorizedOperation", "No")));

    resume("aws-a-0");

    assertThat(bench.slurm.updates).containsExactly("DOWN aws-a-0 bad disk", "POWER_DOWN aws-a-0");
  }

  @Test
  void throttling_inside_an_answer_is_waited_out_and_is_no_lack_of_capacity() {
    bench.east.script.add(
        request ->
            new FleetOutcome.Answered(
                bench.east.launch(request, 2),
                List.of(
                    ScriptedEc2.poolError(ErrorClass.THROTTLED, "RequestLimitExceeded"),
                    ScriptedEc2.poolError(ErrorClass.CAPACITY, "UnfulfillableCapacity"))));

    PowerOutcome outcome = resume("aws-a-[0-4]");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.fleets).extracting(f -> f.count()).containsExactly(5, 3);
    assertThat(bench.east.fleets)
        .extracting(f -> f.launchId())
        .as("another request needs another token")
        .doesNotHaveDuplicates();
  }

  @Test
  void throttling_without_end_is_told_to_Slurm_within_two_minutes() {
    for (int i = 0; i < 20; i++) {
      bench.east.script.add(
          request ->
              new FleetOutcome.Refused(
                  new Ec2Error(ErrorClass.THROTTLED, "RequestLimitExceeded", "Slow down")));
    }

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.failed().get("aws-a-0")).contains("RequestLimitExceeded");
    assertThat(bench.slept.stream().mapToLong(Duration::toSeconds).sum()).isLessThan(120);
    assertThat(bench.slurm.updates).hasSize(2);
  }

  @Test
  void a_launch_whose_answer_is_lost_is_found_by_its_tag() {
    bench.east.script.add(
        request -> {
          bench.east.launch(request, request.count());
          return new FleetOutcome.Unknown(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "Lost"));
        });

    PowerOutcome outcome = resume("aws-a-[0-2]");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.fleets).hasSize(1);
    assertThat(bench.east.live()).hasSize(3);
  }

  @Test
  void an_instance_that_cannot_be_named_is_ended_and_its_node_goes_down() {
    bench.east.script.add(
        request -> {
          List<FleetOutcome.Launched> launched = bench.east.launch(request, request.count());
          bench.east.untaggable.add(launched.get(1).instanceId());
          return new FleetOutcome.Answered(launched, List.of());
        });

    PowerOutcome outcome = resume("aws-a-[0-2]");

    assertThat(outcome.failed()).containsOnlyKeys("aws-a-1");
    assertThat(bench.east.live()).hasSize(2);
    assertThat(bench.slurm.updates.get(0)).startsWith("DOWN aws-a-1 ");
  }

  @Test
  void an_instance_that_dies_before_it_is_seen_takes_down_only_its_node() {
    bench.east.script.add(
        request -> {
          List<FleetOutcome.Launched> launched = bench.east.launch(request, request.count());
          bench.east.state(
              launched.get(0).instanceId(),
              Instance.State.SHUTTING_DOWN,
              "Server.SpotInstanceTermination");
          return new FleetOutcome.Answered(launched, List.of());
        });

    PowerOutcome outcome = resume("aws-a-[0-1]");

    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0");
    assertThat(outcome.failed().get("aws-a-0")).contains("Server.SpotInstanceTermination");
    assertThat(bench.slurm.addresses).containsOnlyKeys("aws-a-1");
  }

  @Test
  void an_instance_that_never_shows_is_ended_and_told() {
    bench.east.script.add(
        request -> {
          List<FleetOutcome.Launched> launched = bench.east.launch(request, request.count());
          bench.east.hidden.add(launched.get(1).instanceId());
          return new FleetOutcome.Answered(launched, List.of());
        });

    PowerOutcome outcome = resume("aws-a-[0-1]");

    assertThat(outcome.failed()).containsOnlyKeys("aws-a-1");
    assertThat(bench.east.live()).hasSize(1);
    assertThat(bench.slurm.addresses).containsOnlyKeys("aws-a-0");
  }

  @Test
  void surplus_instances_are_ended() {
    bench.east.script.add(
        request -> new FleetOutcome.Answered(bench.east.launch(request, 3), List.of()));

    resume("aws-a-0");

    assertThat(bench.east.live()).hasSize(1);
  }

  @Test
  void one_failing_region_stops_nothing_else() {
    bench.west.describeError =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "The region does not answer"));

    PowerOutcome outcome = resume("aws-a-0,aws-b-0");

    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.failed()).containsOnlyKeys("aws-b-0");
    assertThat(outcome.hopeless()).isFalse();
    assertThat(bench.west.fleets).as("what exists is unknown: nothing is launched").isEmpty();
  }

  @Test
  void without_any_EC2_the_run_is_hopeless_and_Slurm_knows() {
    bench.east.describeError =
        Optional.of(new Ec2Error(ErrorClass.PERMISSION, "NoCredentials", "No credentials"));

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.hopeless()).isTrue();
    assertThat(bench.slurm.updates).hasSize(2);
  }

  @Test
  void what_was_launched_while_no_controller_answers_is_not_nothing() {
    bench.slurm.refuseAddresses = 1000;

    PowerOutcome outcome = resume("aws-a-[0-1]");

    assertThat(bench.east.live()).as("change-state completes or ends them").hasSize(2);
    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0", "aws-a-1");
    assertThat(outcome.hopeless()).as("exit code 1, not 3: something was done").isFalse();
  }

  @Test
  void a_controller_that_is_busy_is_asked_again() {
    bench.slurm.refuseAddresses = 2;

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.complete()).isTrue();
  }

  @Test
  void instances_stay_when_the_controller_does_not_answer_so_that_the_sweep_can_finish() {
    bench.slurm.refuseAddresses = 100;

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0");
    assertThat(bench.east.live()).hasSize(1);
    assertThat(bench.slurm.updates).isEmpty();
  }

  @Test
  void an_instance_older_than_the_request_is_replaced() {
    bench.east.have(
        "i-old",
        Map.of("Name", "aws-a-0", Tags.CLUSTER, "hpc"),
        Instance.State.RUNNING,
        bench.east.now.minus(Duration.ofHours(1)));
    bench.slurm.shows("aws-a-0", Optional.empty(), "ALLOCATED", "CLOUD", "POWERING_UP");

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.live()).extracting(Instance::id).doesNotContain("i-old").hasSize(1);
  }

  @Test
  void an_instance_that_was_up_as_its_node_before_the_request_is_replaced() {
    Instant launched = bench.east.now.minus(Duration.ofMinutes(2));
    bench.east.have(
        "i-left", Map.of("Name", "aws-a-0", Tags.CLUSTER, "hpc"), Instance.State.RUNNING, launched);
    bench.slurm.showsPoweringUp("aws-a-0", launched.plusSeconds(30));

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.live()).extracting(Instance::id).doesNotContain("i-left").hasSize(1);
  }

  @Test
  void an_instance_that_was_replaced_does_not_come_back_from_the_ledger() {
    resume("aws-a-0");
    String first = bench.east.live().get(0).id();
    bench.east.now = bench.east.now.plusSeconds(60);
    bench.slurm.showsPoweringUp("aws-a-0", bench.east.now.minusSeconds(30));

    PowerOutcome outcome = resume("aws-a-0");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.east.live()).extracting(Instance::id).doesNotContain(first).hasSize(1);
  }

  @Test
  void an_instance_that_has_not_registered_yet_is_waited_for() {
    Instant launched = bench.east.now.minus(Duration.ofMinutes(2));
    bench.east.have(
        "i-boots",
        Map.of("Name", "aws-a-0", Tags.CLUSTER, "hpc"),
        Instance.State.RUNNING,
        launched);
    bench.slurm.showsPoweringUp("aws-a-0", launched.minus(Duration.ofMinutes(10)));

    resume("aws-a-0");

    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-boots");
    assertThat(bench.east.fleets).isEmpty();
  }

  @Test
  void a_running_node_that_somebody_resumes_by_hand_keeps_its_instance() {
    bench.east.have(
        "i-old",
        Map.of("Name", "aws-a-0", Tags.CLUSTER, "hpc"),
        Instance.State.RUNNING,
        bench.east.now.minus(Duration.ofHours(1)));
    bench.slurm.shows("aws-a-0", Optional.empty(), "ALLOCATED", "CLOUD");

    resume("aws-a-0");

    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-old");
    assertThat(bench.east.fleets).isEmpty();
  }

  @Test
  void a_stopped_instance_is_no_node() {
    bench.east.have(
        "i-stopped",
        Map.of("Name", "aws-a-0", Tags.CLUSTER, "hpc"),
        Instance.State.STOPPED,
        bench.east.now);

    resume("aws-a-0");

    assertThat(bench.east.live()).extracting(Instance::id).doesNotContain("i-stopped").hasSize(1);
  }

  @Test
  void another_clusters_instance_of_the_same_name_is_not_ours() {
    bench.east.have(
        "i-theirs",
        Map.of("Name", "aws-a-0", Tags.CLUSTER, "other"),
        Instance.State.RUNNING,
        bench.east.now);

    resume("aws-a-0");

    assertThat(bench.east.fleets).hasSize(1);
    assertThat(bench.east.live()).extracting(Instance::id).contains("i-theirs");
  }

  @Test
  void nodes_of_a_group_whose_parameters_are_missing_go_down_and_the_others_start() {
    bench.parameters =
        groups ->
            new GroupParameters.Filled(Map.of(), Map.of("aws/b", List.of("/no/ami is missing")));

    PowerOutcome outcome = resume("aws-a-0,aws-b-0");

    assertThat(outcome.done()).isEqualTo(1);
    assertThat(bench.slurm.updates)
        .contains("DOWN aws-b-0 slurm-ec2: resume: /no/ami is missing (Code:ParameterNotFound)");
  }

  @Test
  void calls_of_a_thousand_nodes_grow_only_by_their_names() {
    resume("aws-a-[0-999]");

    assertThat(bench.east.calls.stream().filter(call -> !call.equals("CreateTags")).toList())
        .containsExactly("DescribeInstances", "CreateFleet", "DescribeInstances");
    assertThat(Set.copyOf(bench.east.calls)).contains("CreateTags");
  }
}
