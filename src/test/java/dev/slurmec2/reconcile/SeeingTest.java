package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.SlurmResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeeingTest {
  private static final Duration OLD = Duration.ofHours(1);

  private static final WrongParameters WRONG =
      new WrongParameters(Map.of(), Map.of("p/a", List.of("no parameter /subnets.")));

  @TempDir private Path stateDir;
  private Cluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster = new Cluster(stateDir);
    cluster.up("p-a-0", cluster.instance("p-a-0", OLD), "DOWN+CLOUD");
    cluster.slurm.node("p-a-0").reason("Not responding", cluster.clock.instant());
    cluster.here.launch(OLD, Map.of("slurm-ec2:cluster", "other"));
  }

  @Test
  void explain_names_the_rule_that_applies_and_why_others_do_not() {
    SlurmResult<Explain.Explained> result =
        new Explain(cluster.configuration(), cluster.slurm, cluster.regions, cluster.clock, WRONG)
            .nodes("hpc", List.of("p-a-0", "nobody"));

    Explain.Explained explained = ((SlurmResult.Ok<Explain.Explained>) result).value();
    assertThat(explained.unknown()).containsExactly("nobody");
    assertThat(explained.lines())
        .anyMatch(line -> line.startsWith("  A sweep now: dead: seen: DOWN and not off"))
        .anyMatch(
            line ->
                line.startsWith(
                    "    complete: no: the node is not POWERING_UP, nor up where Slurm cannot reach it"))
        .contains("  Configuration: p/a: a Fallback is not tried: no parameter /subnets.");
    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void status_counts_nodes_and_instances_by_group() {
    SlurmResult<Status.Report> result =
        new Status(cluster.configuration(), cluster.slurm, cluster.regions, cluster.clock, WRONG)
            .of("hpc");

    Status.Group group = ((SlurmResult.Ok<Status.Report>) result).value().groups().get(0);
    assertThat(group.configured()).isEqualTo(4);
    assertThat(group.down()).isEqualTo(1);
    assertThat(group.off()).isEqualTo(3);
    assertThat(group.instances()).contains(1);
    assertThat(group.wrong()).containsExactly("a Fallback is not tried: no parameter /subnets.");
  }

  @Test
  void teardown_ends_the_named_cluster_only() {
    Teardown teardown = new Teardown(cluster.configuration(), cluster.regions);

    Teardown.Found found = teardown.find("other");

    assertThat(found.count()).isEqualTo(1);
    assertThat(teardown.end(found)).isEmpty();
    assertThat(cluster.live()).hasSize(1);
  }
}
