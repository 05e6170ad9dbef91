package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.state.BootFailures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedBootsTest {
  private static final String BOOTING = "ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP";

  @TempDir private Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster = new Cluster(stateDir);
  }

  @Test
  void never_came_and_invalid_are_counted_once_each_and_their_consoles_kept() {
    cluster.slurm.node("p-a-0").state(BOOTING);
    Instance ended = cluster.instance("p-a-0", Duration.ZERO);
    cluster.here.state(ended.id(), Instance.State.TERMINATED, "Client.InstanceInitiatedShutdown");
    Instance invalid = cluster.instance("p-a-1", Duration.ofMinutes(5));
    cluster.runs(2);
    cluster.up("p-a-1", invalid, "IDLE+CLOUD+DRAIN+INVALID_REG");
    cluster.slurm.node("p-a-1").reason("Low RealMemory (reported:1 < 2)", cluster.clock.instant());
    cluster.clock.advance(Duration.ofMinutes(1));

    cluster.runs(2);

    assertThat(rows()).containsOnlyKeys("p/a");
    assertThat(failures().rowOf("p/a").orElseThrow().count()).isEqualTo(2);
    assertThat(cluster.here.consolesAsked).contains(ended.id(), invalid.id());
  }

  /** A resume run that died before its launch is no fault of the image. */
  @Test
  void what_was_never_launched_and_what_suspend_ended_before_are_no_failed_boots() {
    cluster.slurm.node("p-a-0").state(BOOTING);
    cluster.slurm.node("p-a-1").state(BOOTING);
    Instance before = cluster.instance("p-a-1", Duration.ofHours(1));
    cluster.here.state(before.id(), Instance.State.TERMINATED, "Client.UserInitiatedShutdown");

    cluster.runs(4);

    assertThat(cluster.slurm.updates)
        .anySatisfy(update -> assertThat(update).startsWith("DOWN p-a-0").contains("never-came"));
    assertThat(rows()).isEmpty();
    assertThat(cluster.here.consolesAsked).isEmpty();
  }

  @Test
  void a_silent_machine_leaves_its_console_and_does_not_count() {
    Instance silent = cluster.instance("p-a-0", Duration.ofHours(5));
    cluster.up("p-a-0", silent, "DOWN+CLOUD+NOT_RESPONDING");
    cluster.slurm.node("p-a-0").reason("Not responding", cluster.clock.instant());

    cluster.runs(1);

    assertThat(cluster.here.consolesAsked).containsExactly(silent.id());
    assertThat(rows()).isEmpty();
  }

  @Test
  void a_node_that_comes_up_ends_the_row_of_its_group_only() {
    failures().failed(Map.of("p/a", 9, "p/b", 9));
    Instance instance = cluster.instance("p-a-0", Duration.ofMinutes(1));
    cluster.slurm.node("p-a-0").state(BOOTING).address(instance.privateIp().orElseThrow());
    cluster.runs(1);
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");

    cluster.runs(1);

    assertThat(rows()).containsOnlyKeys("p/b");
  }

  @Test
  void a_boot_between_two_sweeps_ends_the_row_too() {
    failures().failed(Map.of("p/a", 9));
    cluster.runs(1);
    Instance instance = cluster.instance("p-a-0", Duration.ofSeconds(40));
    cluster.up("p-a-0", instance, "ALLOCATED+CLOUD");

    cluster.runs(1);

    assertThat(rows()).isEmpty();
  }

  @Test
  void a_node_that_has_been_up_all_the_time_ends_no_row() {
    cluster.up("p-a-0", cluster.instance("p-a-0", Duration.ofHours(1)), "ALLOCATED+CLOUD");
    cluster.runs(1);
    failures().failed(Map.of("p/a", 9));

    cluster.runs(3);

    assertThat(rows()).containsKey("p/a");
  }

  @Test
  void a_dry_run_counts_nothing_and_asks_no_console() {
    cluster.slurm.node("p-a-0").state(BOOTING);
    cluster.instance("p-b-0", Duration.ofHours(1));
    cluster.up("p-b-0", cluster.there.live().get(0), "DOWN+CLOUD");
    cluster.slurm.node("p-b-0").reason("Not responding", cluster.clock.instant());

    cluster.sweep().run("hpc", true);

    assertThat(rows()).isEmpty();
    assertThat(cluster.there.consolesAsked).isEmpty();
  }

  private Map<String, BootFailures.Row> rows() {
    return failures().rows();
  }

  private BootFailures failures() {
    return new BootFailures(stateDir, 10, cluster.clock);
  }
}
