package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLifeIT extends OneClusterTest {

  @TempDir Path jobs;

  @BeforeEach
  void start() {
    cluster =
        Cluster.start("--group", "aws/node:5", "--suspend-time", "6", "--suspend-timeout", "5");
  }

  @Test
  void a_job_runs_on_nodes_that_did_not_exist_and_they_are_gone_afterwards() throws IOException {
    assertThat(cluster.slurm().states().values()).containsOnly("idle~");
    Path output = jobs.resolve("out");
    String job = cluster.submit(output, command(), "-N", "2");

    List<Found> instances = cluster.awaitLive(2);
    cluster.awaitDone(job);

    assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("aws-node-0", "aws-node-1");
    assertThat(cluster.account().live())
        .extracting(Found::name)
        .containsExactlyInAnyOrder("aws-node-0", "aws-node-1");
    assertThat(cluster.account().live()).extracting(Found::cluster).containsOnly("sandbox");
    cluster.awaitNothingLeft();
    assertThat(cluster.account().instances())
        .extracting(Found::id)
        .containsExactlyInAnyOrderElementsOf(instances.stream().map(Found::id).toList());
  }

  @Test
  void an_array_of_twenty_runs_on_five_nodes() throws IOException {
    Path output = jobs.resolve("out.%a");
    String job =
        cluster.submit(
            output,
            "sleep 1; echo task $SLURM_ARRAY_TASK_ID on $SLURMD_NODENAME",
            "-N",
            "1",
            "--array=1-20");

    cluster.awaitDone(job);

    List<String> lines = new ArrayList<>();
    for (int task = 1; task <= 20; task++) {
      lines.addAll(Files.readAllLines(jobs.resolve("out." + task)));
    }
    assertThat(lines).hasSize(20);
    for (int task = 1; task <= 20; task++) {
      assertThat(lines.get(task - 1)).matches("task " + task + " on aws-node-[0-4]");
    }
    assertThat(cluster.account().instances()).hasSizeLessThanOrEqualTo(5);
    cluster.awaitNothingLeft();
  }

  private static String command() {
    return "srun sh -c 'echo $SLURMD_NODENAME; sleep 2'";
  }
}
