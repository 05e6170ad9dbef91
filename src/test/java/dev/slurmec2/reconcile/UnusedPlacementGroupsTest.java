package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Budget;
import dev.slurmec2.config.LaunchPolicy;
import dev.slurmec2.config.Placement;
import dev.slurmec2.config.ScalingStrategy;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.testing.TestConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusedPlacementGroupsTest {
  private static final Duration OLD = Duration.ofHours(1);

  @TempDir private Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster = clusterWith(Placement.PlacementGroup.JOB);
  }

  private Cluster clusterWith(Placement.PlacementGroup scope) {
    LaunchPolicy policy =
        new LaunchPolicy(
            ScalingStrategy.BY_JOB, new Placement(true, scope), Budget.NONE, List.of());
    return new Cluster(
        stateDir, false, TestConfiguration.group("a", 4, "here").withPolicy(policy, List.of()));
  }

  private void group(String name, String ofCluster, Duration age) {
    Map<String, String> tags = new HashMap<>();
    tags.put("slurm-ec2:cluster", ofCluster);
    tags.put("slurm-ec2:created-at", cluster.clock.instant().minus(age).toString());
    cluster.here.stock.groups.put(
        name, new PlacementGroup(name, PlacementGroup.CLUSTER, true, tags));
  }

  @Test
  void one_that_no_live_instance_uses_is_removed_and_the_others_stay() {
    group("unused", "hpc", OLD);
    group("used", "hpc", OLD);
    group("young", "hpc", Duration.ofSeconds(30));
    group("foreign", "other", OLD);
    cluster.up(
        "p-a-0",
        cluster.here.launch(
            OLD,
            Map.of(
                "Name", "p-a-0",
                "slurm-ec2:cluster", "hpc",
                "slurm-ec2:placement-group", "used")),
        "ALLOCATED+CLOUD");

    List<String> lines = cluster.runs(1).lines();

    assertThat(cluster.here.stock.groups).containsOnlyKeys("used", "young", "foreign");
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("unused", "here", "removed"));
  }

  @Test
  void one_that_EC2_still_sees_in_use_is_tried_again() {
    group("busy", "hpc", OLD);
    cluster.here.stock.groupsInUse.add("busy");

    assertThat(cluster.runs(1).lines())
        .anySatisfy(line -> assertThat(line).contains("busy", "not removed"));
    cluster.here.stock.groupsInUse.clear();
    cluster.runs(1);
    assertThat(cluster.here.stock.groups).isEmpty();
  }

  @Test
  void a_dry_run_removes_nothing() {
    group("unused", "hpc", OLD);

    List<String> lines = ((SweepResult.Swept) cluster.sweep().run("hpc", true)).lines();

    assertThat(cluster.here.stock.groups).containsOnlyKeys("unused");
    assertThat(lines).anySatisfy(line -> assertThat(line).contains("unused"));
  }

  @Test
  void where_no_node_group_asks_for_any_EC2_is_not_asked() {
    cluster = clusterWith(Placement.PlacementGroup.NONE);

    cluster.runs(1);

    assertThat(cluster.here.stock.calls).isEmpty();
  }
}
