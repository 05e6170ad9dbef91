package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedInstancesTest {
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir private Path stateDir;
  private Cluster cluster;
  private Instance instance;

  @BeforeEach
  void a_spot_node_runs_a_job() {
    cluster = new Cluster(stateDir);
    cluster.here.launchesSpot = true;
    instance = cluster.instance("p-a-0", OLD);
    cluster.up("p-a-0", instance, "ALLOCATED+CLOUD");
  }

  private void marked(String id) {
    cluster.here.interruptions.put(id, "marked-for-termination");
  }

  @Test
  void what_ec2_takes_back_is_told_at_once_and_the_job_is_requeued() {
    marked(instance.id());

    cluster.run();

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DOWN p-a-0 slurm-ec2: interrupted: EC2 takes its spot instance back"
                + " (Code:marked-for-termination)",
            "POWER_DOWN p-a-0");
    assertThat(cluster.live()).as("suspend ends it, or EC2").hasSize(1);
  }

  @Test
  void a_spot_instance_that_is_not_marked_runs_on() {
    cluster.runs(3);

    assertThat(cluster.slurm.updates).isEmpty();
    assertThat(cluster.here.spotAsked).isEqualTo(3);
  }

  @Test
  void nobody_asks_where_no_spot_instance_runs() {
    cluster.here.forget(instance.id());
    cluster.here.launchesSpot = false;
    cluster.up("p-a-1", cluster.instance("p-a-1", OLD), "ALLOCATED+CLOUD");
    cluster.run();

    assertThat(cluster.here.spotAsked).isZero();
  }

  @Test
  void another_clusters_instance_that_is_taken_back_is_nobodys_matter_here() {
    marked("i-foreign");

    cluster.runs(2);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void of_twins_only_the_one_that_slurm_uses_counts() {
    Instance twin = cluster.instance("p-a-0", Duration.ofSeconds(5));
    marked(twin.id());

    cluster.run();

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void an_operators_drain_and_a_node_that_is_excluded_are_left() {
    marked(instance.id());
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+DRAIN").reason("mine", now());
    cluster.run();
    cluster.slurm.configuration.put("SuspendExcNodes", "p-a-0");
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");

    cluster.run();

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void a_node_that_is_on_its_way_down_is_not_told_again() {
    marked(instance.id());
    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+POWERING_DOWN");

    cluster.run();

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void a_node_that_its_own_watch_has_drained_is_powered_down_once_it_is_empty() {
    String reason = "slurm-ec2: interrupted: EC2 recommends to leave its spot instance";
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+DRAIN").reason(reason, now());
    cluster.run();
    assertThat(cluster.slurm.updates).as("while its job runs").isEmpty();

    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+DRAIN");
    cluster.run();

    assertThat(cluster.slurm.updates).containsExactly("POWER_DOWN p-a-0");
  }

  @Test
  void an_answer_that_does_not_come_is_said_and_a_lacking_permission_fails_no_sweep() {
    cluster.here.spotError = Optional.of(new Ec2Error(ErrorClass.SERVER, "InternalError", "no"));
    SweepResult.Swept failed = cluster.runs(1);
    cluster.here.spotError =
        Optional.of(new Ec2Error(ErrorClass.PERMISSION, "UnauthorizedOperation", "no"));

    SweepResult.Swept swept = cluster.runs(1);

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.warnings()).singleElement().asString().contains("InternalError");
    assertThat(swept.exitCode()).isZero();
    assertThat(swept.warnings()).isEmpty();
    assertThat(cluster.slurm.updates).isEmpty();
  }

  private Instant now() {
    return cluster.clock.instant();
  }
}
