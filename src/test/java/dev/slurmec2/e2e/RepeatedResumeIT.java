package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedResumeIT extends OneClusterTest {

  @BeforeEach
  void start() {
    cluster =
        Cluster.start("--group", "aws/node:2", "--suspend-time", "8", "--suspend-timeout", "5");
  }

  @Test
  void resume_run_again_launches_nothing_again() {
    powerUp();
    List<Found> first = cluster.awaitLive(2);

    assertThat(cluster.slurm().program("resume", "aws-node-[0-1]").status()).isZero();
    powerUp();
    cluster.awaitStates(
        "both nodes up", states -> states.values().stream().allMatch("idle"::equals));

    assertThat(cluster.account().instances())
        .extracting(Found::id)
        .containsExactlyInAnyOrderElementsOf(first.stream().map(Found::id).toList());
    cluster.awaitNothingLeft();
  }

  /** slurmctld never waits for one run to end before it starts the next. */
  @Test
  void runs_at_the_same_time_leave_one_instance_a_node() {
    powerUp();
    assertThat(cluster.slurm().program("resume", "aws-node-[0-1]").status()).isZero();

    Sweeps.during(
        cluster.slurm(),
        () -> {
          cluster.awaitStates(
              "both nodes up", states -> states.values().stream().allMatch("idle"::equals));
          cluster.awaitLive(2);
          cluster.awaitNothingLeft();
        });
  }

  private void powerUp() {
    cluster.slurm().command("scontrol", "update", "nodename=aws-node-[0-1]", "state=power_up");
  }
}
