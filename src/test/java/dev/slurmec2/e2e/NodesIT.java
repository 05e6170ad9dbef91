package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import dev.slurmec2.e2e.Partition.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes up and down, where nothing goes wrong. */
@Tag("slurm")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NodesIT {

  private static final int MANY = 20;

  /** What a job does that is to be caught running: it ends only when it is run again. */
  private static final String UNTIL_REQUEUED =
      "test \"${SLURM_RESTART_COUNT:-0}\" != 0 || exec sleep 600; echo $SLURMD_NODENAME";

  @RegisterExtension
  static final SharedCluster CLUSTER =
      SharedCluster.create()
          .partition("life", 2)
          .partition("many", MANY)
          .partition("suspend", 1)
          .partition("force", 2)
          .partition("asap", 1)
          .sweeping();

  @TempDir Path jobs;

  /** A job runs on nodes that did not exist, and they are gone afterwards. */
  @ConcurrentTest
  void life_of_a_node() throws IOException {
    Partition life = CLUSTER.partition("life");
    assertThat(life.states().values()).containsOnly("idle~");
    Path output = jobs.resolve("out");

    Job job = life.submit(output, "srun sh -c 'echo $SLURMD_NODENAME; sleep 2'", "-N", "2");
    Found first = life.awaitInstance("life-node-0");
    Found second = life.awaitInstance("life-node-1");
    job.awaitDone();

    assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("life-node-0", "life-node-1");
    assertThat(List.of(first, second)).extracting(Found::cluster).containsOnly("sandbox");
    life.awaitNothingLeft();
    assertThat(life.instances())
        .extracting(Found::id)
        .containsExactlyInAnyOrder(first.id(), second.id());
  }

  /** A job that is larger than anything else here gets each of its nodes once. */
  @ConcurrentTest
  void resume_of_many() throws IOException {
    Partition many = CLUSTER.partition("many");
    Path output = jobs.resolve("out");

    many.submit(output, "srun sh -c 'echo $SLURMD_NODENAME'", "-N", Integer.toString(MANY))
        .awaitDone();

    assertThat(Files.readAllLines(output))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MANY).mapToObj(many::node).toList());
    many.awaitNothingLeft();
    assertThat(many.instances()).hasSize(MANY);
  }

  /** An idle node is off after SuspendTime, or when its operator says so, and comes back anew. */
  @ConcurrentTest
  void suspend() {
    Partition suspend = CLUSTER.partition("suspend");
    String node = suspend.node(0);

    suspend.setState(node, "power_up");
    Found first = suspend.awaitInstance(node);
    suspend.awaitState(node, "idle");
    suspend.awaitNothingLeft();
    suspend.setState(node, "power_up");
    Found second = suspend.awaitInstance(node);
    suspend.awaitState(node, "idle");
    suspend.setState(node, "power_down");
    suspend.awaitNothingLeft();

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(suspend.instances()).hasSize(2);
  }

  /** The node goes off under its job, which is requeued and finishes. */
  @ConcurrentTest
  void forced_power_down() throws IOException {
    Partition force = CLUSTER.partition("force");
    boolean knowsForce = CLUSTER.slurm().version().isAtLeast(21, 8);
    Path output = jobs.resolve("out");
    Job job = force.submit(output, UNTIL_REQUEUED, "-N", "1");
    job.awaitRunning();
    String node = force.live().get(0).name();
    String instance = force.awaitInstance(node).id();

    if (knowsForce) {
      force.setState(node, "power_down_force");
    } else {
      force.setState(node, "down", "to be powered down");
      force.setState(node, "power_down");
    }
    job.awaitDone();

    assertThat(Files.readString(output).strip()).startsWith("force-node-");
    if (!knowsForce) {
      force.awaitState(node, "is off", state -> state.endsWith("~"));
      // With ReturnToService=2 an answer of slurmd's between the two requests has undone the first.
      if (!force.state(node).equals("idle~")) {
        force.setState(node, "resume");
      }
    }
    force.awaitNothingLeft();
    assertThat(force.instances()).hasSize(2).extracting(Found::id).contains(instance);
  }

  /** The node takes no more jobs, and goes off when the one that it has has ended. */
  @ConcurrentTest
  void power_down_asap() throws IOException {
    CLUSTER.slurm().assumeAtLeast(21, 8, "power_down_asap came with 21.08");
    Partition asap = CLUSTER.partition("asap");
    Path output = jobs.resolve("out");
    Job job = asap.submit(output, "sleep 8; echo done", "-N", "1");
    job.awaitRunning();

    asap.setState(asap.node(0), "power_down_asap");
    job.awaitDone();

    assertThat(Files.readString(output).strip()).isEqualTo("done");
    asap.awaitNothingLeft();
    assertThat(asap.instances()).hasSize(1);
  }
}
