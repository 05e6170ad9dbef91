package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slurm")
class OtherClusterIT {

  private Cluster cluster;

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

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void another_clusters_node_of_the_same_name_lives_on() {
    cluster.slurm().command("scontrol", "update", "nodename=aws-node-0", "state=power_up");
    cluster.awaitStates("the node is up", states -> states.containsValue("idle"));
    String foreign = launch(tag("Name", "aws-node-0"), tag("slurm-ec2:cluster", "other"));
    String untagged = launch(tag("Name", "aws-node-0"));

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

  private String launch(software.amazon.awssdk.services.ec2.model.Tag... tags) {
    return cluster.account().launch("compute", "subnet-11111111", tags);
  }

  private static software.amazon.awssdk.services.ec2.model.Tag tag(String key, String value) {
    return software.amazon.awssdk.services.ec2.model.Tag.builder().key(key).value(value).build();
  }
}
