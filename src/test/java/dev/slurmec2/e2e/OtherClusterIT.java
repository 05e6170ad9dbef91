package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtherClusterIT extends OneClusterTest {

  @BeforeEach
  void start() {
    cluster =
        Cluster.start(
            "--group",
            "aws/node:1",
            "--suspend-time",
            "5",
            "--suspend-timeout",
            "5",
            "--grace",
            "1");
  }

  @Test
  void another_clusters_node_of_the_same_name_lives_on() {
    cluster.slurm().command("scontrol", "update", "nodename=aws-node-0", "state=power_up");
    cluster.awaitStates("the node is up", states -> states.containsValue("idle"));
    String foreign = launch(Map.of("Name", "aws-node-0", "slurm-ec2:cluster", "other"));
    String untagged = launch(Map.of("Name", "aws-node-0"));

    Sweeps.during(
        cluster.slurm(),
        () ->
            cluster.awaitStates(
                "the node is powered down", states -> states.containsValue("idle~")));
    Await.until(
        Cluster.LIMIT,
        "only its own instance ends",
        cluster.account()::live,
        live -> live.stream().noneMatch(found -> found.cluster().equals("sandbox")));
    cluster.slurm().program("suspend", "aws-node-0");
    cluster.slurm().program("change-state");

    assertThat(cluster.account().live())
        .extracting(Found::id)
        .containsExactlyInAnyOrder(foreign, untagged);
  }

  private String launch(Map<String, String> tags) {
    return cluster.account().launch("compute", "subnet-11111111", tags);
  }
}
