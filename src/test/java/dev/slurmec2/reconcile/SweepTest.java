package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.Slurm.Controller;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.state.WaitingNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  private static final Duration OLD = Duration.ofHours(1);
  private static final Ec2Error THROTTLED =
      new Ec2Error(ErrorClass.THROTTLED, "RequestLimitExceeded", "Request limit exceeded.");

  @TempDir Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster = new Cluster(stateDir);
  }

  @Test
  void a_cluster_at_rest_is_left_alone() {
    Instance instance = cluster.instance("p-a-0", OLD);
    cluster.up("p-a-0", instance, "ALLOCATED+CLOUD");

    SweepResult.Swept swept = cluster.runs(5);

    assertThat(swept.lines()).isEmpty();
    assertThat(swept.exitCode()).isZero();
    assertThat(cluster.slurm.updates).isEmpty();
    assertThat(cluster.live()).hasSize(1);
  }

  @Test
  void a_cluster_at_rest_costs_one_process_of_slurms_where_there_is_one_controller() {
    cluster.slurm.mayHaveBackup = false;
    cluster.up("p-a-0", cluster.instance("p-a-0", OLD), "ALLOCATED+CLOUD");

    cluster.runs(1);

    assertThat(cluster.slurm.questions).containsExactly("show node");
  }

  @Test
  void where_there_may_be_two_the_active_one_is_looked_for_first() {
    cluster.runs(1);

    assertThat(cluster.slurm.questions).containsExactly("ping", "show node");
  }

  @Test
  void what_slurm_conf_excludes_is_asked_for_before_anything_is_done() {
    cluster.slurm.mayHaveBackup = false;
    cluster.slurm.configuration.put("SuspendExcNodes", "p-a-0");
    cluster.slurm.node("p-a-0").state("DOWN+CLOUD+NOT_RESPONDING").reason("Not responding", now());
    cluster.instance("p-a-0", OLD);
    cluster.slurm.node("p-a-1").state("DOWN+CLOUD+NOT_RESPONDING").reason("Not responding", now());
    cluster.instance("p-a-1", OLD);

    cluster.runs(1);

    assertThat(cluster.slurm.questions).startsWith("show node", "show config");
    assertThat(cluster.slurm.updates).containsExactly("POWER_DOWN p-a-1");
  }

  @Test
  void equal_changes_are_one_command_and_terminations_one_call_a_region() {
    for (String node : List.of("p-a-0", "p-a-1", "p-a-2")) {
      cluster.slurm.node(node).state("DOWN+CLOUD+NOT_RESPONDING").reason("Not responding", now());
    }
    cluster.instance("p-a-3", OLD);
    cluster.here.launch(OLD, Map.of("slurm-ec2:cluster", "hpc"));
    cluster.instance("p-b-1", OLD);

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.slurm.updates).containsExactly("POWER_DOWN p-a-0,p-a-1,p-a-2");
    assertThat(cluster.live()).isEmpty();
    assertThat(swept.counts()).containsEntry(Outcome.Status.DONE, 6L);
    assertThat(swept.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("dead: p-a-[0-2]: seen: DOWN and not off")
                    .endsWith("done: state=power_down"));
  }

  @Test
  void a_dry_run_says_the_same_and_does_nothing() throws IOException {
    cluster.slurm.node("p-a-0").state("DOWN+CLOUD").reason("Not responding", now());
    cluster.instance("p-b-0", OLD);

    List<String> dry = ((SweepResult.Swept) cluster.sweep().run("hpc", true)).lines();

    assertThat(cluster.slurm.updates).isEmpty();
    assertThat(cluster.live()).hasSize(1);
    try (var files = Files.list(stateDir)) {
      assertThat(files).isEmpty();
    }
    assertThat(dry).hasSize(2).isEqualTo(((SweepResult.Swept) cluster.run()).lines());
  }

  @Test
  void a_region_that_does_not_answer_stops_nothing_elsewhere_and_decides_nothing_there() {
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");
    cluster.slurm.node("p-a-1").state("IDLE+CLOUD+NOT_RESPONDING+POWERING_UP");
    cluster.here.describeError = Optional.of(THROTTLED);
    cluster.instance("p-b-0", OLD);

    SweepResult.Swept swept = cluster.runs(5);

    assertThat(cluster.slurm.updates).isEmpty();
    assertThat(cluster.live()).isEmpty();
    assertThat(swept.exitCode()).isEqualTo(1);
    assertThat(swept.warnings()).singleElement().asString().contains("here", "RequestLimit");
  }

  @Test
  void no_region_at_all_is_exit_code_3() {
    cluster.here.describeError = Optional.of(THROTTLED);
    cluster.there.describeError = Optional.of(THROTTLED);

    assertThat(cluster.run().exitCode()).isEqualTo(3);
  }

  @Test
  void a_failing_termination_and_a_refusing_node_stop_no_other_step() {
    cluster.here.terminateError = Optional.of(THROTTLED);
    cluster.instance("p-a-3", OLD);
    cluster.instance("p-b-0", OLD);
    for (String node : List.of("p-a-0", "p-a-1")) {
      cluster.slurm.node(node).state("DOWN+CLOUD").reason("Not responding", now());
    }
    cluster.slurm.refusing.add("p-a-0");

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(swept.counts())
        .containsEntry(Outcome.Status.FAILED, 2L)
        .containsEntry(Outcome.Status.DONE, 2L);
    assertThat(swept.exitCode()).isEqualTo(1);
    assertThat(cluster.slurm.node("p-a-1").has("POWER_DOWN")).isTrue();
    assertThat(cluster.there.live()).isEmpty();
  }

  @Test
  void the_second_state_is_not_asked_of_a_node_that_refused_the_first() {
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");
    cluster.slurm.node("p-a-1").state("ALLOCATED+CLOUD");
    cluster.run();
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.slurm.refusing.add("p-a-0");

    cluster.run();

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DOWN p-a-0,p-a-1 slurm-ec2: unbacked: its instance is gone", "POWER_DOWN p-a-1");
  }

  @Test
  void slurm_that_does_not_answer_is_exit_code_3_and_ends_nothing() {
    cluster.instance("p-a-0", OLD);
    cluster.slurm.unreachable = Optional.of("scontrol: connect failure");

    assertThat(cluster.run().exitCode()).isEqualTo(3);
    assertThat(cluster.live()).hasSize(1);
  }

  @Test
  void a_node_that_changed_since_the_look_is_left_to_the_next_sweep() {
    Instance instance = cluster.instance("p-a-0", OLD);
    cluster.slurm.afterLook = () -> cluster.slurm.node("p-a-0").state("IDLE+CLOUD+POWERING_UP");

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.live()).containsExactly(instance.id());
    assertThat(swept.counts()).containsEntry(Outcome.Status.CHANGED_MEANWHILE, 1L);
    assertThat(swept.exitCode()).isZero();
  }

  @Test
  void an_operators_drain_after_the_look_is_respected() {
    cluster.slurm.node("p-a-0").state("DOWN+CLOUD").reason("Not responding", now());
    cluster.slurm.afterLook = () -> cluster.slurm.node("p-a-0").reason("mine, bob", now());

    cluster.run();

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void deleting_the_state_directory_only_delays() throws IOException {
    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+NOT_RESPONDING+POWERING_UP");
    cluster.runs(2);
    Files.delete(stateDir.resolve("change-state.memory"));

    cluster.runs(2);
    assertThat(cluster.slurm.updates).isEmpty();
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DOWN p-a-0 slurm-ec2: never-came: no instance came within the grace period",
            "POWER_DOWN p-a-0");
  }

  @Test
  void a_node_that_slurm_asks_for_again_at_once_has_its_grace_again() {
    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+NOT_RESPONDING+POWERING_UP");
    cluster.runs(3);
    assertThat(cluster.slurm.updates).hasSize(2);

    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP");
    cluster.clock.advance(Duration.ofSeconds(40));
    cluster.runs(2);

    assertThat(cluster.slurm.updates).hasSize(2);
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();
    assertThat(cluster.slurm.updates).hasSize(4);
  }

  @Test
  void one_empty_answer_where_there_were_instances_takes_out_no_node() {
    Instance instance = cluster.instance("p-a-0", OLD);
    cluster.up("p-a-0", instance, "ALLOCATED+CLOUD");
    cluster.runs(2);
    cluster.here.hidden.add(instance.id());
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();
    cluster.here.hidden.clear();
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.runs(3);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {-10, 0, 10})
  void clocks_minutes_apart_end_no_fresh_launch_and_spare_no_old_one(int minutesAhead) {
    cluster.here.skew = Duration.ofMinutes(minutesAhead);
    Instance fresh = cluster.here.launch(Duration.ofSeconds(5), Map.of("slurm-ec2:cluster", "hpc"));
    Instance old = cluster.here.launch(OLD, Map.of("slurm-ec2:cluster", "hpc"));
    cluster.here.saysTime = false;
    cluster.run();
    assertThat(cluster.here.terminated).isEmpty();

    cluster.here.saysTime = true;
    cluster.run();

    assertThat(cluster.live()).containsExactly(fresh.id());
    assertThat(cluster.here.terminated).containsExactly(old.id());
  }

  @Test
  void without_ec2s_time_an_orphan_ends_when_it_has_been_seen_for_the_grace_period() {
    cluster.here.saysTime = false;
    cluster.here.launch(OLD, Map.of("slurm-ec2:cluster", "hpc"));

    cluster.runs(2);
    assertThat(cluster.live()).hasSize(1);
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();

    assertThat(cluster.live()).isEmpty();
  }

  @Test
  void foreign_instances_are_not_touched_and_the_predecessors_not_taken_for_absent() {
    cluster.here.launch(OLD, Map.of("Name", "p-a-0", "slurm-ec2:cluster", "other"));
    cluster.here.launch(OLD, Map.of("Name", "p-a-1"));
    cluster.here.launch(OLD, Map.of("Name", "somebody's"));
    cluster.slurm.node("p-a-1").state("ALLOCATED+CLOUD");

    cluster.runs(5);

    assertThat(cluster.live()).hasSize(3);
    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void adopted_instances_count_as_ours() {
    cluster = new Cluster(stateDir, true);
    cluster.here.launch(OLD, Map.of("Name", "p-a-0"));
    Instance other = cluster.here.launch(OLD, Map.of("Name", "p-a-1", "slurm-ec2:cluster", "x"));

    cluster.runs(1);

    assertThat(cluster.live()).containsExactly(other.id());
  }

  @Test
  void drift_ends_nothing_of_the_group_and_is_said() {
    cluster.slurm.remove("p-a-3");
    cluster.instance("p-a-0", OLD);
    cluster.instance("p-a-3", OLD);
    cluster.here.launch(
        OLD,
        Map.of(
            "slurm-ec2:cluster", "hpc",
            "slurm-ec2:partition", "p",
            "slurm-ec2:node-group", "a"));
    cluster.instance("p-b-0", OLD);

    SweepResult.Swept swept = cluster.runs(3);

    assertThat(cluster.here.live()).hasSize(3);
    assertThat(cluster.there.live()).isEmpty();
    assertThat(swept.lines())
        .singleElement()
        .asString()
        .startsWith("drift: p/a: seen: 1 of its nodes are not in Slurm, as p-a-3");
  }

  @Test
  void an_instance_of_a_node_that_only_slurm_knows_is_kept() {
    cluster.slurm.add("p-a-7").state("ALLOCATED+CLOUD");
    cluster.instance("p-a-7", OLD);

    SweepResult.Swept swept = cluster.runs(3);

    assertThat(cluster.live()).hasSize(1);
    assertThat(swept.lines()).singleElement().asString().startsWith("drift: i-h1");
  }

  @Test
  void an_instance_of_a_node_that_left_partitions_json_ends_when_slurm_has_it_off() {
    cluster.slurm.add("p-a-7").state("IDLE+CLOUD+POWERED_DOWN");
    cluster.instance("p-a-7", OLD);

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.live()).isEmpty();
    assertThat(swept.lines()).singleElement().asString().startsWith("leftover: i-h1");
  }

  @Test
  void a_record_that_cannot_be_read_takes_out_its_own_node_only() {
    cluster.slurm.remove("p-a-3");
    cluster.slurm.unreadable.add("NodeName=p-a-3 State: no such field");
    cluster.instance("p-a-3", OLD);
    cluster.instance("p-a-0", OLD);

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.live()).containsExactly("i-h1");
    assertThat(swept.exitCode()).isEqualTo(1);
  }

  @Test
  void a_node_that_waits_for_the_launch_limit_is_not_given_up() {
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP");
    WaitingNodes waiting = new WaitingNodes(stateDir, cluster.clock);
    for (int minute = 0; minute < 10; minute++) {
      waiting.await(List.of("p-a-0"));
      cluster.runs(1);
      cluster.clock.advance(Duration.ofMinutes(1));
    }
    assertThat(cluster.slurm.updates).isEmpty();

    waiting.done(List.of("p-a-0"));
    cluster.runs(1);

    assertThat(cluster.slurm.updates).hasSize(2).first().asString().startsWith("DOWN p-a-0");
  }

  @Test
  void an_unnamed_young_instance_of_the_group_holds_never_came() {
    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+NOT_RESPONDING+POWERING_UP");
    cluster.runs(2);
    cluster.here.launch(
        Duration.ZERO,
        Map.of(
            "slurm-ec2:cluster", "hpc",
            "slurm-ec2:partition", "p",
            "slurm-ec2:node-group", "a"));
    cluster.clock.advance(Duration.ofMinutes(1));

    cluster.run();

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void a_backup_controller_does_nothing() {
    cluster.instance("p-a-0", OLD);
    cluster.slurm.controllers =
        new SlurmResult.Ok<>(
            List.of(
                new Controller("other", "primary", true), new Controller("head", "backup", true)));

    assertThat(cluster.run()).isInstanceOf(SweepResult.NotMine.class);
    assertThat(cluster.live()).hasSize(1);
  }

  @Test
  void a_controller_that_takes_over_during_the_sweep_is_left_the_work() {
    cluster.instance("p-a-0", OLD);
    cluster.slurm.afterLook =
        () ->
            cluster.slurm.controllers =
                new SlurmResult.Ok<>(
                    List.of(
                        new Controller("other", "primary", true),
                        new Controller("head", "backup", true)));

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.live()).hasSize(1);
    assertThat(swept.exitCode()).isEqualTo(1);
  }

  @Test
  void names_are_looked_for_only_where_an_untagged_instance_would_matter() {
    cluster.up("p-a-0", cluster.instance("p-a-0", OLD), "ALLOCATED+CLOUD");
    cluster.slurm.node("p-a-1").state("ALLOCATED+CLOUD");

    cluster.runs(1);

    assertThat(cluster.here.queries).hasSize(2);
    assertThat(cluster.here.queries.get(1).names()).hasValue(List.of("p-a-1"));
    assertThat(cluster.there.queries).hasSize(1);
  }

  @Test
  void a_state_directory_that_cannot_be_made_is_said_and_does_not_stop_the_sweep()
      throws IOException {
    Path file = Files.createFile(stateDir.resolve("file"));
    cluster = new Cluster(file.resolve("state"));
    cluster.instance("p-a-0", OLD);

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.live()).isEmpty();
    assertThat(swept.warnings()).singleElement().asString().contains("StateDir");
    assertThat(swept.exitCode()).isEqualTo(1);
  }

  private java.time.Instant now() {
    return cluster.clock.instant();
  }
}
