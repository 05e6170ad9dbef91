package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.testing.TestConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that registered after ResumeTimeout, from the loss of its instance to its next job. */
class AllocatedOffTest {
  private static final String LOST = "ALLOCATED+CLOUD+POWERED_DOWN";
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster = new Cluster(stateDir);
  }

  @Test
  void its_job_is_requeued_after_the_limit_and_no_sooner() {
    cluster.slurm.node("p-a-0").state(LOST);

    cluster.runs(10);
    assertThat(cluster.slurm.updates).isEmpty();
    minuteLater();

    assertThat(cluster.slurm.updates)
        .containsExactly(
            "DOWN p-a-0 slurm-ec2: allocated-off: allocated and POWERED_DOWN, and no instance came",
            "POWER_DOWN p-a-0");
  }

  @Test
  void the_node_can_be_scheduled_again_through_power_down() {
    cluster.slurm.node("p-a-0").state(LOST);
    cluster.runs(11);

    for (int minute = 0; minute < 5; minute++) {
      cluster.slurm.powerPass();
      minuteLater();
    }

    assertThat(cluster.slurm.node("p-a-0").words()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
    assertThat(cluster.slurm.allocate("p-a-0")).isTrue();
  }

  @Test
  void the_node_comes_back_by_recover_where_Slurm_forgets_power_down() {
    cluster.slurm.node("p-a-0").state(LOST);
    cluster.runs(11);
    cluster.slurm.node("p-a-0").state("DOWN+CLOUD+POWERED_DOWN");

    minuteLater();

    assertThat(cluster.slurm.node("p-a-0").words()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
  }

  @Test
  void a_job_that_comes_after_it_has_its_whole_time_again() {
    cluster.slurm.node("p-a-0").state(LOST);
    cluster.runs(11);
    cluster.slurm.updates.clear();
    cluster.slurm.node("p-a-0").state(LOST);

    for (int minute = 0; minute < 10; minute++) {
      minuteLater();
    }

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void the_time_begins_anew_after_a_region_was_silent() {
    cluster.slurm.node("p-a-0").state(LOST);
    cluster.runs(9);
    cluster.here.describeError =
        Optional.of(new Ec2Error(ErrorClass.THROTTLED, "RequestLimitExceeded", "Slow down."));
    minuteLater();
    cluster.here.describeError = Optional.empty();

    cluster.runs(9);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void an_instance_that_resume_fail_spared_lives_as_long_as_the_job() {
    Instance instance = cluster.instance("p-a-0", OLD);
    cluster.up("p-a-0", instance, LOST);
    cluster.runs(20);
    assertThat(cluster.live()).containsExactly(instance.id());
    assertThat(cluster.slurm.updates).isEmpty();

    cluster.slurm.node("p-a-0").state("IDLE+CLOUD+POWERED_DOWN");
    minuteLater();

    assertThat(cluster.live()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "'', 10", "all, 10", "4, 12", "5, 12", "6, 11", "300, 11"})
  void the_limit_is_ten_minutes_and_what_ResumeRate_takes_for_all_nodes(
      String resumeRate, int minutes) {
    NodeGroup a = TestConfiguration.group("a", 4, "here");
    NodeGroup b = TestConfiguration.group("b", 2, "there");
    Settings settings =
        new Settings(
            Settings.LogLevel.INFO,
            stateDir.resolve("log"),
            Path.of("/usr/bin"),
            Map.of("ResumeRate", resumeRate),
            Optional.of("hpc"),
            stateDir,
            Duration.ofMinutes(2),
            false);
    Configuration configuration =
        new Configuration(stateDir, settings, List.of(new Partition("p", List.of(a, b), Map.of())));

    assertThat(AllocatedOff.limit(configuration)).isEqualTo(Duration.ofMinutes(minutes));
  }

  private void minuteLater() {
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();
  }
}
