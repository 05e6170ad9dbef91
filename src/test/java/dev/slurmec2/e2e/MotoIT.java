package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of nodes against somebody else's EC2, on good days and on bad ones. */
@Tag("slurm")
@ExtendWith(LogsOfFailures.class)
class MotoIT implements LogsOfFailures.Source {

  /** A cool-down in seconds that outlasts a test. */
  private static final int LONG = 3600;

  /** One whose end can be waited for. */
  private static final int SHORT = 20;

  @TempDir Path jobs;
  private @Nullable MotoCluster cluster;

  private MotoCluster start(OptionalLong faults, String... options) throws IOException {
    MotoCluster started = MotoCluster.start(faults, options);
    cluster = started;
    return started;
  }

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  public String logs() {
    return cluster == null ? "" : cluster.logs();
  }

  @ConcurrentTest
  void a_job_runs_on_nodes_that_did_not_exist_and_they_are_gone_afterwards() throws IOException {
    MotoCluster cluster =
        start(
            OptionalLong.empty(),
            "--group",
            "aws/node:2",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5");
    Path output = jobs.resolve("out");
    String job = submit(cluster, "out", "srun sh -c 'echo $SLURMD_NODENAME; sleep 2'", "-N", "2");

    cluster.awaitDone(job);

    assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("aws-node-0", "aws-node-1");
    cluster.awaitNothingLeft();
  }

  @Test
  void
      behind_lost_answers_throttling_hidden_instances_and_partial_fleets_all_jobs_run_and_nothing_is_left()
          throws IOException {
    MotoCluster cluster =
        start(
            OptionalLong.of(20261121),
            "--group",
            "aws/node:5",
            "--suspend-time",
            "8",
            "--suspend-timeout",
            "5",
            "--grace",
            "20");

    Sweeps.during(
        cluster.slurm(),
        () -> {
          for (int round = 1; round <= 2; round++) {
            cluster.awaitDone(submitArray(cluster, round));
            cluster.awaitNothingLeft();
          }
        });

    for (int round = 1; round <= 2; round++) {
      for (int task = 1; task <= 20; task++) {
        assertThat(jobs.resolve("out." + round + "." + task)).hasContent("task " + task);
      }
    }
    System.out.println("MotoIT: the proxy's faults: " + cluster.faults());
    assertThat(cluster.faults())
        .containsKeys("throttled CreateFleet", "partial fleet", "lost answer of CreateFleet");
  }

  private MotoCluster startShort(int coolDownSeconds) throws IOException {
    MotoCluster started =
        MotoCluster.startShort(
            coolDownSeconds,
            "--group",
            "aws/node:2",
            "--suspend-time",
            "6",
            "--suspend-timeout",
            "5");
    cluster = started;
    return started;
  }

  private String submit(MotoCluster cluster, int nodes) {
    return submit(cluster, "short.%j", "true", "-N", Integer.toString(nodes));
  }

  @ConcurrentTest
  void a_subnet_without_capacity_is_left_out_and_the_job_runs_in_the_other() throws IOException {
    MotoCluster cluster = startShort(LONG);
    String full = cluster.subnets().get(0);
    String other = cluster.subnets().get(1);
    cluster.shortages().refuse(full, "InsufficientInstanceCapacity");

    cluster.awaitDone(submit(cluster, 2));
    cluster.awaitNothingLeft();

    assertThat(cluster.shortages().asked().get(0)).containsExactly(full, other);
    int before = cluster.shortages().asked().size();
    cluster.awaitDone(submit(cluster, 2));
    // Only the pool that refused cools down, for as many instances as it refused.
    assertThat(cluster.shortages().asked().subList(before, before + 1))
        .containsExactly(List.of(other));
    assertThat(cluster.slurm().log("slurmctld")).doesNotContain("state set to DOWN");
    cluster.awaitNothingLeft();
  }

  @ConcurrentTest
  void throttling_outside_and_inside_an_answer_of_200_is_no_lack_of_capacity() throws IOException {
    MotoCluster cluster = startShort(LONG);
    cluster.shortages().throttle(1, 2);

    cluster.awaitDone(submit(cluster, 2));

    assertThat(cluster.shortages().throttlesLeft()).isZero();
    assertThat(cluster.shortages().asked().get(0)).containsExactlyElementsOf(cluster.subnets());
    assertThat(cluster.slurm().log("slurmctld")).doesNotContain("state set to DOWN");
    assertThat(cluster.slurm().directory().resolve("slurm-ec2/pools"))
        .satisfiesAnyOf(
            file -> assertThat(file).doesNotExist(), file -> assertThat(file).isEmptyFile());
    cluster.awaitNothingLeft();
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @ValueSource(strings = {"VcpuLimitExceeded", "InsufficientInstanceCapacity"})
  void what_no_subnet_has_is_told_at_once_and_the_job_runs_when_there_is_some(String code)
      throws IOException {
    MotoCluster cluster = startShort(SHORT);
    cluster.subnets().forEach(subnet -> cluster.shortages().refuse(subnet, code));
    Sweeps.during(
        cluster.slurm(),
        () -> {
          String job = submit(cluster, 1);
          cluster.awaitReason("aws-node-0", "(Code:" + code + ")");
          assertThat(cluster.account().live()).isEmpty();

          cluster.shortages().relent();

          cluster.awaitDone(job);
          cluster.awaitNothingLeft();
        });
  }

  private String submitArray(MotoCluster cluster, int round) {
    return submit(
        cluster,
        "out." + round + ".%a",
        "sleep 1; echo task $SLURM_ARRAY_TASK_ID",
        "-N",
        "1",
        "--array=1-20");
  }

  private String submit(MotoCluster cluster, String output, String script, String... more) {
    List<String> options = new ArrayList<>(List.of("-p", "aws"));
    options.addAll(List.of(more));
    options.addAll(List.of("-o", jobs.resolve(output).toString(), "--wrap", script));
    return cluster.slurm().submit(options.toArray(String[]::new));
  }
}
