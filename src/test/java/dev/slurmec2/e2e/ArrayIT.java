package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.FinitePools.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large array and too few instances for it. Each task has a node for itself, and each node a
 * slurmd: alone on its Slurm, so that fifty of them have the machine's cores.
 */
@Tag("slurm")
@ExtendWith(LogsOfFailures.class)
class ArrayIT implements LogsOfFailures.Source {
  private static final int TASKS = 50;
  private static final int ROOM = 30;

  /** Fifty boots are mostly the machine's work, not a wait: a slow one needs its time. */
  private static final Duration LIMIT = Cluster.LIMIT.multipliedBy(3);

  @TempDir Path directory;
  private FinitePools pools;

  @BeforeEach
  void start() {
    pools = FinitePools.start(Group.of("many", TASKS, "c6i.large"));
  }

  @AfterEach
  void stop() {
    if (pools != null) {
      pools.close();
    }
  }

  @Override
  public String logs() {
    return pools.cluster().logs();
  }

  @Test
  void of_fifty_tasks_thirty_run_while_there_is_room_for_thirty_and_the_rest_as_capacity_returns()
      throws IOException {
    pools.hold("c6i.large:us-east-1a:*=" + ROOM, "c6i.large:us-east-1b:*=0");
    Path go = directory.resolve("go");
    String array =
        pools
            .slurm()
            .submit(
                "--array=1-" + TASKS,
                "-p",
                "many",
                "-N",
                "1",
                "-o",
                directory.resolve("out.%a").toString(),
                "--wrap",
                "until [ -e '" + go + "' ]; do sleep 1; done; echo task $SLURM_ARRAY_TASK_ID");

    Await.until(
        LIMIT,
        "what cannot be had is down",
        () -> pools.states("many"),
        states -> count(states.values().stream(), "down.*") == TASKS - ROOM);
    awaitRunning(array, ROOM);
    assertThat(pools.live("many")).hasSize(ROOM);
    assertThat(pools.launched("c6i.large")).hasSize(ROOM);
    // SLURM_RESUME_FILE, which says whose nodes they are, came with 21.08.
    boolean tellsJobs = pools.slurm().version().isAtLeast(21, 8);
    assertThat(commented(array)).isEqualTo(tellsJobs ? TASKS - ROOM : 0);

    pools.hold("c6i.large:us-east-1b:*=" + (TASKS - ROOM));
    awaitRunning(array, TASKS);
    assertThat(pools.launched("c6i.large")).hasSize(TASKS);
    Files.createFile(go);
    Await.until(
        LIMIT,
        "all tasks are done",
        () -> pools.slurm().jobStates(array),
        states -> states.stream().allMatch("COMPLETED"::equals));
    for (int task = 1; task <= TASKS; task++) {
      assertThat(directory.resolve("out." + task)).hasContent("task " + task);
    }
    pools.awaitNothingLeft("many");
  }

  private void awaitRunning(String array, int count) {
    Await.until(
        LIMIT,
        count + " tasks run",
        () -> pools.slurm().jobStates(array),
        states -> count(states.stream(), "RUNNING") == count);
  }

  /** Of the array's records those that say why they wait. */
  private long commented(String array) {
    return count(
        pools.slurm().command("scontrol", "show", "job", array).lines(), ".*AdminComment=.*");
  }

  private static long count(Stream<String> words, String regex) {
    return words.filter(word -> word.matches(regex)).count();
  }
}
