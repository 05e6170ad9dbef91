package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.LaunchPolicy;
import dev.slurmec2.config.NodeGroup;
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

/** A group whose nodes may have their instances in a region that no group's own request names. */
class FallbackRegionTest {
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir private Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() {
    NodeGroup own = TestConfiguration.group("a", 4, "here");
    NodeGroup there = TestConfiguration.group("a", 4, "there");
    cluster = new Cluster(stateDir, false, own.withPolicy(LaunchPolicy.DEFAULT, List.of(there)));
  }

  private Instance there(String node) {
    return cluster.there.launch(OLD, Map.of("Name", node, "slurm-ec2:cluster", "hpc"));
  }

  private void thereDoesNotAnswer() {
    cluster.there.describeError =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "No answer"));
  }

  @Test
  void a_node_on_its_second_choice_is_left_alone() {
    cluster.up("p-a-0", there("p-a-0"), "ALLOCATED+CLOUD");

    assertThat(cluster.runs(5).lines()).isEmpty();
    assertThat(cluster.live()).hasSize(1);
  }

  @Test
  void what_is_left_over_there_is_ended_there() {
    there("p-a-0");

    cluster.runs(1);

    assertThat(cluster.there.live()).isEmpty();
  }

  @Test
  void an_instance_there_without_a_node_is_ended() {
    cluster.there.launch(OLD, Map.of("slurm-ec2:cluster", "hpc"));

    cluster.runs(1);

    assertThat(cluster.there.live()).isEmpty();
  }

  @Test
  void a_node_is_not_without_instance_as_long_as_one_of_its_regions_does_not_answer() {
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD");
    thereDoesNotAnswer();

    cluster.runs(5);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void a_node_whose_instance_is_seen_is_judged_although_the_other_region_does_not_answer() {
    Instance instance = cluster.instance("p-a-0", Duration.ofMinutes(3));
    cluster.slurm.node("p-a-0").state("ALLOCATED+CLOUD+POWERING_UP");
    thereDoesNotAnswer();

    cluster.runs(1);

    assertThat(cluster.slurm.node("p-a-0").address()).isEqualTo(instance.privateIp().orElseThrow());
  }

  @Test
  void teardown_finds_it() {
    Instance instance = there("p-a-0");

    Teardown.Found found = new Teardown(cluster.configuration(), cluster.regions).find("hpc");

    assertThat(found.live().get(new RegionProfile("there", Optional.empty())))
        .containsExactly(instance);
  }
}
