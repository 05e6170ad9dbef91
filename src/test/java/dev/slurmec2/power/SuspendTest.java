package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspendTest {
  @TempDir private Path stateDirectory;
  private PowerBench bench;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
  }

  private PowerOutcome suspend(String hostlist) {
    return bench.suspend(Hostlist.expand(hostlist));
  }

  private void running(String id, Map<String, String> tags) {
    bench.east.have(id, tags, Instance.State.RUNNING, bench.east.now);
  }

  @Test
  void ends_the_instances_of_the_nodes_and_no_others() {
    running("i-1", Map.of("Name", "aws-a-1", Tags.CLUSTER, "hpc"));
    running("i-2", Map.of("Name", "aws-a-2", Tags.CLUSTER, "hpc"));

    PowerOutcome outcome = suspend("aws-a-1");

    assertThat(outcome).isEqualTo(new PowerOutcome(1, Map.of(), false));
    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-2");
  }

  @Test
  void never_ends_another_clusters_instance_or_an_untagged_one() {
    running("i-theirs", Map.of("Name", "aws-a-1", Tags.CLUSTER, "other"));
    running("i-nobodys", Map.of("Name", "aws-a-1"));

    suspend("aws-a-1");

    assertThat(bench.east.live()).hasSize(2);
  }

  @Test
  void ends_the_predecessors_instances_only_when_told_to_adopt_them() {
    running("i-theirs", Map.of("Name", "aws-a-1", Tags.CLUSTER, "other"));
    running("i-old", Map.of("Name", "aws-a-1"));
    bench.adoptUntagged = true;

    suspend("aws-a-1");

    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-theirs");
  }

  @Test
  void two_thousand_nodes_take_one_describe_and_one_terminate() {
    for (int i = 0; i < 2000; i++) {
      running("i-" + i, Map.of("Name", "aws-a-" + i, Tags.CLUSTER, "hpc"));
    }

    suspend("aws-a-[0-1999]");

    assertThat(bench.east.live()).isEmpty();
    assertThat(bench.east.calls).containsExactly("DescribeInstances", "TerminateInstances");
  }

  @Test
  void a_node_without_instance_is_done() {
    assertThat(suspend("aws-a-5").complete()).isTrue();
    assertThat(bench.east.calls).doesNotContain("TerminateInstances");
  }

  @Test
  void an_instance_launched_a_moment_ago_and_not_shown_yet_is_ended_too() {
    new Resume(bench.site()).run(Hostlist.expand("aws-a-[0-1]"));
    bench.east.hidden.addAll(bench.east.instances.keySet());

    suspend("aws-a-[0-1]");

    assertThat(bench.east.live()).isEmpty();
  }

  @Test
  void after_a_suspend_the_node_can_be_launched_again_at_once() {
    new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));
    suspend("aws-a-0");

    new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));

    assertThat(bench.east.fleets).hasSize(2);
  }

  @Test
  void a_node_that_could_not_be_had_stays_down_although_Slurm_makes_it_idle() {
    String reason = "slurm-ec2: resume: None left (Code:InsufficientInstanceCapacity)";
    bench.slurm.shows("aws-a-1", Optional.of(reason), "IDLE", "CLOUD", "POWERING_DOWN");
    bench.slurm.shows("aws-a-2", Optional.empty(), "IDLE", "CLOUD", "POWERING_DOWN");
    bench.slurm.shows("aws-a-3", Optional.of(reason), "DOWN", "CLOUD", "POWERING_DOWN");

    suspend("aws-a-[1-3]");

    assertThat(bench.slurm.updates).containsExactly("DOWN aws-a-1 " + reason);
  }

  @Test
  void a_node_that_was_asked_up_again_in_the_meantime_is_spared() {
    for (int i = 1; i <= 6; i++) {
      running("i-" + i, Map.of("Name", "aws-a-" + i, Tags.CLUSTER, "hpc"));
    }
    bench.slurm.shows("aws-a-1", Optional.empty(), "ALLOCATED", "CLOUD", "POWERING_UP");
    bench.slurm.shows("aws-a-2", Optional.empty(), "MIXED", "CLOUD");
    bench.slurm.shows("aws-a-3", Optional.empty(), "ALLOCATED", "CLOUD", "POWERING_DOWN");
    bench.slurm.shows("aws-a-4", Optional.empty(), "ALLOCATED", "CLOUD", "POWERED_DOWN");
    bench.slurm.shows("aws-a-5", Optional.empty(), "IDLE", "CLOUD", "POWERING_DOWN");

    PowerOutcome outcome = suspend("aws-a-[1-6]");

    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-1", "i-2");
    assertThat(outcome).isEqualTo(new PowerOutcome(4, Map.of(), false));
  }

  @Test
  void an_instance_of_a_spared_node_that_is_not_shown_yet_stays_known() {
    new Resume(bench.site()).run(Hostlist.expand("aws-a-0"));
    bench.slurm.shows("aws-a-0", Optional.empty(), "ALLOCATED", "CLOUD", "POWERING_UP");
    bench.east.hidden.addAll(bench.east.instances.keySet());

    suspend("aws-a-0");

    assertThat(bench.ledger.instancesOf(List.of("aws-a-0"))).hasSize(1);
    assertThat(bench.east.live()).hasSize(1);
  }

  @Test
  void resume_fail_leaves_the_address_of_a_spared_node() {
    running("i-1", Map.of("Name", "aws-a-1", Tags.CLUSTER, "hpc"));
    running("i-2", Map.of("Name", "aws-a-2", Tags.CLUSTER, "hpc"));
    bench.slurm.shows("aws-a-1", Optional.empty(), "ALLOCATED", "CLOUD", "POWERING_UP");
    bench.slurm.shows("aws-a-2", Optional.empty(), "DOWN", "CLOUD", "POWERED_DOWN");

    bench.resumeFail(Hostlist.expand("aws-a-[1-2]"));

    assertThat(bench.east.live()).extracting(Instance::id).containsExactly("i-1");
    assertThat(bench.slurm.updates).containsExactly("reset aws-a-2");
  }

  @Test
  void a_node_that_its_operator_drained_stays_drained_although_Slurm_makes_it_idle() {
    bench.slurm.shows("aws-a-1", Optional.of("bad disk"), "IDLE", "CLOUD", "POWERING_DOWN");
    bench.slurm.shows(
        "aws-a-2", Optional.of("bad disk"), "IDLE", "CLOUD", "DRAIN", "POWERING_DOWN");

    suspend("aws-a-[1-2]");

    assertThat(bench.slurm.updates).containsExactly("DRAIN aws-a-1 bad disk");
  }

  @Test
  void what_could_not_be_ended_is_said() {
    running("i-1", Map.of("Name", "aws-a-1", Tags.CLUSTER, "hpc"));
    bench.east.immortal.add("i-1");

    assertThat(suspend("aws-a-1").failed().get("aws-a-1")).contains("OperationNotPermitted");
  }

  @Test
  void a_region_that_does_not_answer_fails_only_its_nodes() {
    running("i-1", Map.of("Name", "aws-a-1", Tags.CLUSTER, "hpc"));
    bench.west.describeError = Optional.of(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "Lost"));

    PowerOutcome outcome = suspend("aws-a-1,aws-b-0");

    assertThat(outcome.failed()).containsOnlyKeys("aws-b-0");
    assertThat(bench.east.live()).isEmpty();
  }
}
