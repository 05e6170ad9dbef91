package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Partition.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator takes out of service stays out, with the operator's reason. */
@Tag("slurm")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OperatorsIT {

  private static final String UNTIL_REQUEUED =
      "test \"${SLURM_RESTART_COUNT:-0}\" != 0 || exec sleep 600; echo $SLURMD_NODENAME";

  @RegisterExtension
  static final SharedCluster CLUSTER =
      SharedCluster.create()
          .partition("drain", 4)
          .partition("panic", 1)
          .partition("down", 3)
          .partition("maint", 2)
          .with("--resume-timeout", "25")
          // Suspend has to take them out again before.
          .with("--suspend-timeout", "15")
          // With 2 Slurm itself takes back at once what is DOWN and answers, whoever said so.
          .edited("config.json", "\"ReturnToService\": 2", "\"ReturnToService\": 1")
          .sweeping();

  @TempDir Path jobs;

  /** Drained while off, while it boots, and under its job: a machine off, a node drained. */
  @ConcurrentTest
  void drains() throws IOException {
    Partition drain = CLUSTER.partition("drain");
    Path output = jobs.resolve("out");

    drain.setState("drain-node-0", "drain", "before");
    drain.setState("drain-node-1", "power_up");
    drain.awaitInstance("drain-node-1");
    drain.setState("drain-node-1", "drain", "during");
    Job running = drain.submit(output, "sleep 5; echo done", "-w", "drain-node-2");
    running.awaitRunning();
    drain.setState("drain-node-2", "drain", "after");
    running.awaitDone();
    Path elsewhere = jobs.resolve("elsewhere");
    drain.submit(elsewhere, "echo $SLURMD_NODENAME", "-N", "1").awaitDone();

    assertThat(Files.readString(output).strip()).isEqualTo("done");
    assertThat(Files.readString(elsewhere).strip()).isEqualTo("drain-node-3");
    drain.awaitNothingLeftBut(
        Map.of("drain-node-0", "drain~", "drain-node-1", "drain~", "drain-node-2", "drain~"));
    assertThat(drain.reason("drain-node-0")).isEqualTo("before");
    assertThat(drain.reason("drain-node-1")).isEqualTo("during");
    assertThat(drain.reason("drain-node-2")).isEqualTo("after");
    drain.setState("drain-node-[0-2]", "undrain");
    drain.submit(jobs.resolve("again"), "true", "-w", "drain-node-1").awaitDone();
    drain.awaitNothingLeft();
  }

  /** Drained while it boots, and it never does: Slurm's own reason does not bring it back. */
  @ConcurrentTest
  void drain_of_a_node_that_never_boots() {
    Partition panic = CLUSTER.partition("panic");
    String node = panic.node(0);
    CLUSTER.slurm().silence(node);
    panic.setState(node, "power_up");
    panic.awaitInstance(node);

    panic.setState(node, "drain", "looked at by hand");
    panic.awaitNotUp(node);
    panic.awaitState(node, "is off and out", state -> state.matches("(down|drain)~"));

    // Up to 22.05 Slurm writes its own reason over it, and from 23.02 on behind it.
    panic.awaitReason(node, "looked at by hand");
    panic.awaitNothingLeftBut(Map.of(node, panic.state(node)));
    assertThat(CLUSTER.slurm().explain(node)).contains("hands-off: applies: an operator");
    CLUSTER.slurm().forgetSweeps();
    CLUSTER.awaitSweeps(2);
    assertThat(panic.state(node)).as("also without what StateDir held").matches("(down|drain)~");
    assertThat(panic.reason(node)).startsWith("looked at by hand");
    panic.setState(node, "resume");
    panic.awaitNothingLeft();
  }

  /** Down while off, and under its job, which is requeued and finishes elsewhere. */
  @ConcurrentTest
  void down_nodes() throws IOException {
    Partition down = CLUSTER.partition("down");
    Path output = jobs.resolve("out");
    down.setState("down-node-0", "down", "before");
    Job job = down.submit(output, UNTIL_REQUEUED, "-N", "1");
    job.awaitRunning();
    assertThat(down.live().get(0).name()).isEqualTo("down-node-1");

    down.setState("down-node-1", "down", "after");
    job.awaitDone();

    assertThat(Files.readString(output).strip()).isEqualTo("down-node-2");
    down.awaitNothingLeftBut(Map.of("down-node-0", "down~", "down-node-1", "(down|drain)~"));
    assertThat(down.reason("down-node-0")).isEqualTo("before");
    assertThat(down.reason("down-node-1")).isEqualTo("after");
    down.setState("down-node-[0-1]", "resume");
    down.awaitNothingLeft();
  }

  /** Even a lost machine is left alone until the reservation is over. */
  @ConcurrentTest
  void maintenance_reservation() throws IOException {
    Partition maint = CLUSTER.partition("maint");
    Path output = jobs.resolve("out");
    Job job = maint.submit(output, UNTIL_REQUEUED, "-N", "1");
    job.awaitRunning();
    Ec2Account.Found found = maint.live().get(0);

    CLUSTER
        .slurm()
        .command(
            "scontrol",
            "create",
            "reservation",
            "reservationname=maintenance",
            "starttime=now",
            "duration=30",
            "user=" + System.getProperty("user.name"),
            "flags=maint,ignore_jobs",
            "nodes=" + found.name());
    maint.awaitState(found.name(), "is in maintenance", OperatorsIT::isMaintenance);
    CLUSTER.get().sandbox().control("POST", "/sandbox/instances/" + found.id() + "/interrupt", "");
    CLUSTER.awaitSweeps(2);
    String state = maint.state(found.name());
    String reason = maint.reason(found.name());
    CLUSTER.slurm().command("scontrol", "delete", "reservationname=maintenance");
    job.awaitDone();

    assertThat(state).matches(OperatorsIT::isMaintenance);
    assertThat(reason).isEmpty();
    maint.awaitNothingLeft();
  }

  /** {@code maint}, or with a job {@code alloc$}. */
  private static boolean isMaintenance(String state) {
    return state.startsWith("maint") || state.endsWith("$");
  }
}
