package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

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

/** Machines that fail: the node says why, its job is requeued and finishes on another. */
@Tag("slurm")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailuresIT {

  /** More memory than any machine has on which this is tested, in MiB. */
  private static final String TOO_MUCH_MEMORY = "1000000000";

  private static final String UNLESS_REQUEUED_SLEEP =
      "test \"${SLURM_RESTART_COUNT:-0}\" != 0 || exec sleep 600; echo $SLURMD_NODENAME";

  private static final String SPOT =
      "(?s)(\"PartitionName\": \"X\".*?\"PurchasingOption\": \")on-demand";

  @RegisterExtension
  static final SharedCluster CLUSTER =
      SharedCluster.create()
          .partition("timeout", 2)
          .partition("fail", 3)
          .partition("spot", 2)
          .partition("requeue", 5)
          .partition("notice", 2)
          .partition("leave", 2)
          .group("bad", "big", 1, "c5.large")
          .group("bad", "good", 1, "c5.large")
          .with("--resume-timeout", "25")
          // Longer than the 30 s after which slurmctld looks whether the nodes of a job are ready:
          // 22.05 was seen to power a node down that had come back for a requeued job before that.
          .with("--suspend-time", "35")
          .edited(
              "partitions.json",
              "(?s)(\"big\".*?\"RealMemory\": )\"100\"",
              "$1\"" + TOO_MUCH_MEMORY + "\"")
          .edited("partitions.json", SPOT.replace("X", "notice"), "$1spot")
          .edited("partitions.json", SPOT.replace("X", "leave"), "$1spot")
          .sweeping();

  @TempDir Path jobs;

  /** The instance boots, but slurmd never comes. */
  @ConcurrentTest
  void resume_timeout() throws IOException {
    Partition timeout = CLUSTER.partition("timeout");
    CLUSTER.slurm().silence("timeout-node-0");
    Path output = jobs.resolve("out");
    Job job = timeout.submit(output, "echo $SLURMD_NODENAME", "-N", "1");
    String instance = timeout.awaitInstance("timeout-node-0").id();

    timeout.awaitReason("timeout-node-0", "ResumeTimeout reached");
    job.awaitDone();

    assertThat(Files.readString(output).strip()).isEqualTo("timeout-node-1");
    assertThat(timeout.live()).extracting(Ec2Account.Found::id).doesNotContain(instance);
    // Back in service by itself after its cool-down.
    CLUSTER.slurm().mend("timeout-node-0");
    timeout.awaitNothingLeft();
  }

  /** ResumeFailProgram ends the instance of the one node that failed, and keeps its console. */
  @ConcurrentTest
  void resume_fail() throws IOException {
    Partition fail = CLUSTER.partition("fail");
    CLUSTER.slurm().silence("fail-node-0");
    Path output = jobs.resolve("out");
    Job job = fail.submit(output, "srun sh -c 'echo $SLURMD_NODENAME'", "-N", "2");
    String instance = fail.awaitInstance("fail-node-0").id();

    fail.awaitNotUp("fail-node-0");
    fail.awaitLog("fail-node-0: kernel panic");
    fail.awaitLog("ended {fail-node-0=" + instance + "}");
    job.awaitDone();

    assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("fail-node-1", "fail-node-2");
    CLUSTER.slurm().mend("fail-node-0");
    fail.awaitNothingLeft();
  }

  /** The job is requeued at once, and the node's reason names the cause. */
  @ConcurrentTest
  void spot_loss() throws IOException {
    Partition spot = CLUSTER.partition("spot");
    Path output = jobs.resolve("out");
    Job job = spot.submit(output, UNLESS_REQUEUED_SLEEP, "-N", "1");
    job.awaitRunning();
    Ec2Account.Found lost = spot.live().get(0);

    CLUSTER.get().sandbox().control("POST", "/sandbox/instances/" + lost.id() + "/interrupt", "");
    spot.awaitReason(lost.name(), "(Code:Server.SpotInstanceTermination)");
    job.awaitDone();

    assertThat(Files.readString(output).strip()).startsWith("spot-node-");
    spot.awaitNothingLeft();
  }

  /** One because its machine broke, one at its owner's word; neither has to be sent again. */
  @ConcurrentTest
  void jobs_requeued_and_finishing() throws IOException {
    Partition requeue = CLUSTER.partition("requeue");
    String until =
        "test \"${SLURM_RESTART_COUNT:-0}\" != 0 || exec sleep 600;"
            + " srun sh -c 'echo $SLURM_RESTART_COUNT $SLURMD_NODENAME'";
    Path broken = jobs.resolve("broken");
    Path asked = jobs.resolve("asked");
    Job first = requeue.submit(broken, until, "-N", "1");
    first.awaitRunning();
    String machine = requeue.live().get(0).id();
    Job second = requeue.submit(asked, until, "-N", "2");
    second.awaitRunning();

    CLUSTER.get().sandbox().control("POST", "/sandbox/instances/" + machine + "/fail", "");
    CLUSTER.slurm().command("scontrol", "requeue", second.id());
    first.awaitDone();
    second.awaitDone();

    assertThat(Files.readAllLines(broken)).singleElement(STRING).matches("[1-9] requeue-node-.");
    assertThat(Files.readAllLines(asked))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.matches("[1-9] requeue-node-."));
    requeue.awaitNothingLeft();
  }

  /** The job has the two minutes of the notice on another machine, and the cause is named. */
  @ConcurrentTest
  void spot_notice() throws IOException {
    Partition notice = CLUSTER.partition("notice");
    Path output = jobs.resolve("out");
    Job job = notice.submit(output, UNLESS_REQUEUED_SLEEP, "-N", "1");
    job.awaitRunning();
    Ec2Account.Found taken = notice.live().get(0);

    CLUSTER
        .get()
        .sandbox()
        .control(
            "POST", "/sandbox/instances/" + taken.id() + "/interrupt", "{\"noticeSeconds\":600}");
    // Not by the node's Reason: with ReturnToService=2 a node that answers loses it at once.
    Await.until(
        Partition.LIMIT,
        "the cause is told to Slurm",
        () -> CLUSTER.slurm().log("slurm-ec2"),
        log ->
            log.contains(
                "scontrol update nodename="
                    + taken.name()
                    + " state=DOWN reason=slurm-ec2: interrupted: EC2 takes its spot instance back"
                    + " (Code:marked-for-termination): done"));
    job.awaitDone();

    assertThat(Files.readString(output).strip()).startsWith("notice-node-");
    // Long before the ten minutes are over.
    notice.awaitNothingLeft();
  }

  /** The node's own watch drains it on a recommendation; its job ends, and it goes. */
  @ConcurrentTest
  void rebalance_recommendation() throws IOException {
    Partition leave = CLUSTER.partition("leave");
    Path output = jobs.resolve("out");
    Path go = jobs.resolve("go");
    Job job =
        leave.submit(
            output, "until test -e " + go + "; do sleep 1; done; echo $SLURMD_NODENAME", "-N", "1");
    job.awaitRunning();
    Ec2Account.Found left = leave.live().get(0);
    Sandbox sandbox = CLUSTER.get().sandbox();

    watch(left);
    assertThat(leave.reason(left.name())).isEmpty();
    sandbox.control("POST", "/sandbox/instances/" + left.id() + "/rebalance", "");
    watch(left);

    leave.awaitReason(left.name(), "(Code:rebalance-recommendation)");
    leave.awaitState(left.name(), "is draining", state -> state.startsWith("drng"));
    Files.createFile(go);
    job.awaitDone();
    assertThat(Files.readString(output).strip()).isEqualTo(left.name());
    leave.awaitNothingLeft();
  }

  /** What its unit on the compute node runs. */
  private static void watch(Ec2Account.Found instance) {
    CLUSTER
        .slurm()
        .command(
            "env",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT="
                + CLUSTER.get().sandbox().endpoint().resolve("/imds/" + instance.id()),
            PrivateSlurm.script("compute/slurm-ec2-spot-watch").toString(),
            "--rebalance",
            "--once",
            instance.name());
  }

  /** A node with less than slurm.conf says costs nothing more, and stays out until it is mended. */
  @ConcurrentTest
  void INVALID_REG() throws IOException {
    Partition bad = CLUSTER.partition("bad");
    Path output = jobs.resolve("out");
    Job job = bad.submit(output, "echo $SLURMD_NODENAME", "-N", "1");
    bad.awaitInstance("bad-big-0");

    job.awaitDone();

    assertThat(Files.readString(output).strip()).startsWith("bad-");
    bad.awaitNothingLeftBut(Map.of("bad-big-0", "drain~"));
    assertThat(bad.reason("bad-big-0")).isNotEmpty();
    bad.setState("bad-big-0", "undrain");
    bad.awaitNothingLeft();
  }
}
