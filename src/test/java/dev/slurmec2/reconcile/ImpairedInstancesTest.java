package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImpairedInstancesTest {
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir private Path stateDir;
  private Cluster cluster;
  private Instance instance;

  @BeforeEach
  void a_node_runs_a_job() {
    cluster = new Cluster(stateDir);
    instance = cluster.instance("p-a-0", OLD);
    cluster.up("p-a-0", instance, "ALLOCATED+CLOUD");
  }

  @Test
  void a_check_that_fails_for_long_drains_and_the_empty_node_is_powered_down() {
    impairedFor(Duration.ofMinutes(3));

    cluster.runs(2);
    assertThat(cluster.slurm.updates)
        .containsExactly("DRAIN p-a-0 slurm-ec2: impaired: EC2 reports a failing status check");
    cluster.here.statuses.clear();
    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+DRAIN");
    cluster.runs(1);

    assertThat(cluster.slurm.updates).last().isEqualTo("POWER_DOWN p-a-0");
    assertThat(cluster.live()).hasSize(1);
  }

  @Test
  void a_check_that_has_just_failed_is_not_believed() {
    impairedFor(Duration.ofSeconds(179));

    cluster.runs(1);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void without_ec2s_time_it_must_be_seen_for_as_long() {
    cluster.here.saysTime = false;
    impairedFor(Duration.ofDays(1));

    cluster.runs(3);
    assertThat(cluster.slurm.updates).isEmpty();
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();

    assertThat(cluster.slurm.updates).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"instance-retirement", "instance-stop", "instance-reboot", "system-reboot"})
  void an_event_that_ends_jobs_drains_at_once_and_is_named(String code) {
    scheduled(code);

    cluster.runs(1);

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DRAIN p-a-0 slurm-ec2: impaired: EC2 reports a scheduled event (Code:" + code + ")");
  }

  @Test
  void maintenance_of_the_network_is_let_pass() {
    scheduled("system-maintenance");

    cluster.runs(2);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void an_operators_drain_is_left_and_so_is_a_node_that_is_excluded() {
    scheduled("instance-stop");
    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+DRAIN").reason("mine", now());
    cluster.runs(2);
    cluster.slurm.configuration.put("SuspendExcNodes", "p-a-0");
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");

    cluster.runs(2);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void the_status_of_another_instance_drains_nobody() {
    cluster.here.statuses.add(
        new InstanceStatus("i-foreign", Optional.of(now().minus(OLD)), List.of("instance-stop")));

    cluster.runs(2);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void statuses_that_cannot_be_asked_stop_nothing_else_and_are_said() {
    cluster.here.statusError =
        Optional.of(new Ec2Error(ErrorClass.PERMISSION, "UnauthorizedOperation", "no"));
    cluster.instance("p-a-3", OLD);

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(cluster.live()).containsExactly(instance.id());
    assertThat(swept.exitCode()).isEqualTo(1);
    assertThat(swept.warnings()).singleElement().asString().contains("UnauthorizedOperation");
  }

  @Test
  void a_spot_instance_that_was_taken_requeues_the_job_at_once_and_the_cause_is_named() {
    cluster.runs(1);
    cluster.here.state(
        instance.id(), Instance.State.SHUTTING_DOWN, "Server.SpotInstanceTermination");
    cluster.clock.advance(Duration.ofSeconds(5));

    cluster.run();

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DOWN p-a-0 slurm-ec2: unbacked: its instance is gone"
                + " (Code:Server.SpotInstanceTermination)",
            "POWER_DOWN p-a-0");
  }

  @Test
  void a_spot_instance_that_was_taken_while_it_booted_does_not_wait_for_the_grace() {
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP");
    cluster.runs(1);
    cluster.here.state(instance.id(), Instance.State.TERMINATED, "Server.SpotInstanceTermination");
    cluster.clock.advance(Duration.ofSeconds(5));

    cluster.run();

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DOWN p-a-0 slurm-ec2: never-came: EC2 took its instance away while it booted"
                + " (Code:Server.SpotInstanceTermination)",
            "POWER_DOWN p-a-0");
    assertThat(stateDir.resolve("boot-failures")).doesNotExist();
  }

  @Test
  void an_end_of_an_earlier_life_is_no_evidence() {
    cluster.here.state(instance.id(), Instance.State.TERMINATED, "Server.SpotInstanceTermination");

    cluster.run();

    assertThat(cluster.slurm.updates).isEmpty();
  }

  private void impairedFor(Duration time) {
    cluster.here.statuses.add(
        new InstanceStatus(instance.id(), Optional.of(now().minus(time)), List.of()));
  }

  private void scheduled(String code) {
    cluster.here.statuses.add(new InstanceStatus(instance.id(), Optional.empty(), List.of(code)));
  }

  private Instant now() {
    return cluster.clock.instant();
  }
}
