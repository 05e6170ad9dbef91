package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityIT extends OneClusterTest {

  /** Far below ResumeTimeout, which is what a job loses if nobody tells Slurm. */
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  @TempDir Path jobs;

  @BeforeEach
  void start() {
    cluster =
        Cluster.start(
            // An operator who resumes the node wants EC2 to be asked again at once.
            slurm -> slurm.setSetting("CapacityCoolDownSeconds", 0),
            "--group",
            "aws/node:1:c5.large",
            "--group",
            "aws/spare:1:m5.large",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5",
            "--resume-timeout",
            "120");
    cluster.sandbox().control("POST", "/sandbox/capacity", "{\"rules\":[\"c5.large:*:*=0\"]}");
  }

  @Test
  void a_node_that_cannot_be_had_is_down_at_once_and_its_job_runs_on_another() throws IOException {
    Path output = jobs.resolve("out");
    String job = cluster.submit(output, "echo $SLURMD_NODENAME", "-N", "1");

    String reason =
        Await.until(
            AT_ONCE,
            "the reason names EC2's code",
            () -> cluster.slurm().nodeField("aws-node-0", "Reason"),
            text -> text.contains("(Code:InsufficientInstanceCapacity)"));
    cluster.awaitDone(job);

    assertThat(reason).isNotBlank();
    assertThat(Files.readString(output).strip()).isEqualTo("aws-spare-0");
    assertThat(cluster.account().live()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void a_node_runs_jobs_again_when_capacity_is_back_and_it_is_resumed() {
    String job = cluster.submit(jobs.resolve("out"), "true", "-w", "aws-node-0");
    cluster.awaitStates(
        "the node is down", states -> states.getOrDefault("aws-node-0", "").contains("down"));
    Await.until(
        AT_ONCE,
        "the job waits again",
        () -> cluster.slurm().jobStates(job),
        states -> states.contains("PENDING"));

    cluster.sandbox().control("DELETE", "/sandbox/capacity", "");
    Sweeps.during(
        cluster.slurm(),
        () -> {
          // Not earlier: suspend would set it down again, it cannot tell who has made it idle.
          cluster.awaitStates(
              "the node is down and powered down",
              states -> states.getOrDefault("aws-node-0", "").equals("down~"));
          cluster.slurm().command("scontrol", "update", "nodename=aws-node-0", "state=idle");
          cluster.awaitDone(job);
          cluster.awaitNothingLeft();
        });
  }
}
