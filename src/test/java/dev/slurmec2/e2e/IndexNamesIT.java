package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.Ec2Account.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes whose instances know by index which they are, through the compute nodes' own script. */
class IndexNamesIT extends OneClusterTest {

  @TempDir Path jobs;

  @BeforeEach
  void start() {
    cluster =
        Cluster.start(
            IndexNamesIT::nameByIndex,
            "--group",
            "aws/node:5",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5");
  }

  private static void nameByIndex(PrivateSlurm slurm) {
    Path file = slurm.configDirectory().resolve("partitions.json");
    String group = "\"NodeGroupName\": \"node\",";
    try {
      String text = Files.readString(file);
      assertThat(text).contains(group);
      Files.writeString(file, text.replace(group, group + " \"NodeNameTags\": \"index\","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_job_runs_on_nodes_that_no_tag_names_and_they_are_gone_afterwards() throws IOException {
    Path output = jobs.resolve("out");
    String job = cluster.submit(output, "srun sh -c 'echo $SLURMD_NODENAME; sleep 2'", "-N", "5");

    cluster.awaitLive(5);
    cluster.awaitDone(job);

    assertThat(Files.readAllLines(output))
        .containsExactlyInAnyOrder(
            "aws-node-0", "aws-node-1", "aws-node-2", "aws-node-3", "aws-node-4");
    cluster.awaitNothingLeft();
    List<Found> ended = cluster.account().instances();
    assertThat(ended).hasSize(5);
    assertThat(ended).extracting(Found::name).containsOnly("");
  }
}
