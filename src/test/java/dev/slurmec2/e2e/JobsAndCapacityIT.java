package dev.slurmec2.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.e2e.FinitePools.Group;
import dev.slurmec2.e2e.FinitePools.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What jobs get, and what they are told, where EC2 has less than they ask for: a real slurmctld
 * writes the resume files. One Slurm for all tests, which run side by side: each has a partition
 * with pools of its own.
 */
@Tag("slurm")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(LogsOfFailures.class)
class JobsAndCapacityIT implements LogsOfFailures.Source {

  private static final String NO_CAPACITY = "(Code:InsufficientInstanceCapacity)";

  @TempDir static Path directory;
  private FinitePools pools;

  @BeforeAll
  void start() {
    pools =
        FinitePools.start(
            Group.of("zones", 2, "c5.large"),
            Group.of("second", 2, "c5.xlarge").withFallback("m5.xlarge"),
            Group.of("pairs", 4, "c6i.xlarge"),
            Group.of("told", 6, "r5.large"),
            Group.of("quiet", 1, "r5.xlarge"),
            Group.of("typed", 1, "r6i.large"),
            Group.of("denied", 3, "m6i.large"),
            Group.of("slow", 2, "m6i.xlarge"),
            Group.of("closed", 4, "m7i.large"),
            Group.of("quota", 3, "p5.48xlarge"));
  }

  @AfterAll
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
  void a_job_of_two_nodes_runs_in_the_zone_that_has_room_for_both() {
    assumeResumeFile("it is not known that both nodes are one job's");
    pools.hold("c5.large:us-east-1a:*=1", "c5.large:us-east-1b:*=2");

    String job = submit("zones", 2, "true");

    done(job, "zones");
    assertThat(pools.launched("c5.large"))
        .containsExactly(
            new Launched("c5.large", "us-east-1b"), new Launched("c5.large", "us-east-1b"));
    assertThat(pools.wentDown("zones")).isFalse();
  }

  @Test
  void a_job_on_an_exhausted_group_starts_on_its_fallback_without_having_failed() {
    pools.hold("c5.xlarge:*:*=0");

    String job = submit("second", 2, "true");
    done(job, "second");

    assertThat(pools.launched("c5.xlarge")).isEmpty();
    assertThat(pools.launched("m5.xlarge")).hasSize(2);
    assertThat(pools.wentDown("second")).isFalse();
  }

  @Test
  void of_two_jobs_with_room_for_one_nothing_is_launched_for_the_other() {
    assumeResumeFile("it is not known which nodes are whose");
    pools.hold("c6i.xlarge:us-east-1a:*=3", "c6i.xlarge:us-east-1b:*=1");
    Path go = directory.resolve("go.pairs");
    String first = submit("pairs", 2, until(go), "--hold");
    String second = submit("pairs", 2, until(go), "--hold");
    pools.slurm().command("scontrol", "release", first + "," + second);

    Await.until(
        Cluster.LIMIT,
        "one runs, the other waits with a reason",
        () -> List.of(first, second).stream().map(this::seen).sorted().toList(),
        List.of("PENDING told", "RUNNING untold")::equals);
    Await.until(
        Cluster.LIMIT, "two instances", () -> pools.live("pairs"), live -> live.size() == 2);
    assertThat(pools.launched("c6i.xlarge")).hasSize(2);

    pools.hold("c6i.xlarge:us-east-1b:*=2");
    awaitRunning(first, 1);
    awaitRunning(second, 1);
    create(go);
    done(first, "pairs");
    done(second, "pairs");
    assertThat(pools.launched("c6i.xlarge")).hasSize(4);
  }

  @Test
  void a_job_is_told_why_it_waits_and_waits_longer_each_time() {
    assumeResumeFile("jobs cannot be told anything");
    pools.hold("r5.large:*:*=0");
    String other = submit("quiet", 1, "sleep 5");
    String job = submit("told", 1, "true");

    String comment =
        Await.until(
            Cluster.LIMIT,
            "the job is told",
            () -> pools.jobField(job, "AdminComment"),
            text -> text.contains(NO_CAPACITY));
    assertThat(comment).startsWith("slurm-ec2: no instance for told-node-");
    assertThat(pools.jobField(other, "AdminComment")).isEmpty();
    assertThat(pools.jobWord(other, "Priority")).isNotEqualTo("0");

    // Slurm's own delay covers the first two; then ours count, each twice as long.
    List<Integer> delays =
        Await.until(
            Cluster.LIMIT.multipliedBy(3),
            "two delays of the suite",
            () -> delays(job),
            found -> found.size() >= 2);
    assertThat(delays)
        .startsWith(4 * FinitePools.FIRST_DELAY_SECONDS, 8 * FinitePools.FIRST_DELAY_SECONDS);

    pools.hold("r5.large:*:*=1");
    pools.cluster().awaitDone(other);
    // Nobody sets its start: as EC2 is asked again, it is tried again, long before the delay ends.
    done(job, "told");
    assertThat(pools.slurm().log("slurm-ec2"))
        .contains("jobs " + job + " may start: EC2 is asked again for their nodes");
    pools.awaitNothingLeft("quiet");
  }

  @Test
  void who_sits_at_a_terminal_is_told_there() {
    assumeResumeFile("jobs cannot be told anything");
    pools.hold("r6i.large:*:*=0");

    Command.Result srun = pools.attempt("srun", "-p", "typed", "-N", "1", "-t", "5", "true");

    assertThat(srun.status()).isNotZero();
    assertThat(srun.errors()).contains("slurm-ec2: no instance for typed-node-0", NO_CAPACITY);
    pools.awaitNothingLeft("typed");
  }

  @Test
  void what_only_an_administrator_can_mend_holds_the_job() {
    assumeResumeFile("it is not known which jobs to hold");
    pools.hold("m6i.large:*:*=UnauthorizedOperation");
    String job = submit("denied", 1, "true");

    Await.until(
        Cluster.LIMIT,
        "the job is held",
        () -> pools.jobWord(job, "Reason"),
        "JobHeldAdmin"::equals);
    assertThat(pools.jobField(job, "AdminComment"))
        .contains("(Code:UnauthorizedOperation)", "held until an administrator");
    assertThat(pools.launched("m6i.large")).isEmpty();

    pools.hold("m6i.large:*:*=3");
    pools.slurm().command("scontrol", "release", job);
    pools.cluster().awaitDone(job);
    Await.until(
        Cluster.LIMIT,
        "the node that failed cools down, unless it was taken again; all are off",
        () -> pools.states("denied"),
        states -> states.values().stream().allMatch(state -> state.matches("(idle|down)~")));
    // slurmctld takes a node for off when SuspendTimeout is over, whatever its SuspendProgram does.
    Await.until(Cluster.LIMIT, "no instance is left", () -> pools.live("denied"), List::isEmpty);
  }

  @Test
  void while_no_pool_is_left_free_nodes_are_shown_down_and_jobs_wait_without_being_tried() {
    pools.hold("m7i.large:*:*=0");
    String first = submit("closed", 1, "true");

    String reason =
        Await.until(
                Cluster.LIMIT,
                "all nodes are down, also those that no job has asked for",
                () -> closedReasons("closed"),
                reasons ->
                    reasons.size() == 3
                        && pools.states("closed").values().stream()
                            .allMatch(state -> state.startsWith("down")))
            .get(0);
    assertThat(reason)
        .startsWith("slurm-ec2: closed: m7i.large on-demand in us-east-1a had no capacity, nor had")
        .containsPattern("until \\d\\d:\\d\\d:\\d\\d " + Pattern.quote(NO_CAPACITY));

    // Taken although no node could run it, and not tried in vain meanwhile.
    String second = submit("closed", 2, "true");
    assertThat(pools.jobWord(second, "JobState")).isEqualTo("PENDING");
    pools.hold("m7i.large:*:*=4");

    pools.cluster().awaitDone(second);
    assertThat(pools.jobWord(second, "Restarts")).isIn("0", "");
    if (pools.jobWord(first, "JobState").equals("PENDING")) {
      // slurmctld lets a requeued job wait for two minutes; it may have run before the second.
      pools.slurm().command("scontrol", "update", "jobid=" + first, "starttime=now");
    }
    done(first, "closed");
  }

  @Test
  void beyond_the_accounts_quota_the_group_is_closed_and_its_jobs_run_when_there_is_room() {
    // As for a quota of one p5.48xlarge, which a machine outside the cluster uses.
    pools.hold("p5.48xlarge:*:*=VcpuLimitExceeded");
    String first = submit("quota", 1, "true");

    List<String> closed =
        Await.until(
            Cluster.LIMIT,
            "the nodes that no job has asked for are down too",
            () -> closedReasons("quota"),
            reasons -> reasons.size() == 2);
    assertThat(closed.get(0))
        .startsWith("slurm-ec2: closed: the account's quota is used up for p5.48xlarge on-demand")
        .containsPattern("until \\d\\d:\\d\\d:\\d\\d \\(Code:VcpuLimitExceeded\\)");
    assertThat(pools.launched("p5.48xlarge")).isEmpty();

    String second = submit("quota", 1, "true");
    pools.hold("p5.48xlarge:*:*=3");
    pools.cluster().awaitDone(second);
    assertThat(pools.jobWord(second, "Restarts")).isIn("0", "");
    if (pools.jobWord(first, "JobState").equals("PENDING")) {
      pools.slurm().command("scontrol", "update", "jobid=" + first, "starttime=now");
    }
    done(first, "quota");
  }

  @Test
  void throttling_in_an_answer_of_200_is_waited_out() {
    pools.hold("m6i.xlarge:*:*=RequestLimitExceeded");
    String job = submit("slow", 2, "true");
    Await.until(
        Cluster.LIMIT,
        "the launch is throttled",
        () -> pools.slurm().log("slurm-ec2"),
        log -> log.contains("instances, errors RequestLimitExceeded"));
    pools.hold("m6i.xlarge:*:*=2");

    done(job, "slow");

    assertThat(pools.wentDown("slow")).isFalse();
    assertThat(pools.launched("m6i.xlarge")).hasSize(2);
  }

  /** Which nodes a job is to have, slurmctld says in SLURM_RESUME_FILE only. */
  private void assumeResumeFile(String so) {
    pools.slurm().assumeAtLeast(21, 8, "SLURM_RESUME_FILE came with 21.08, so " + so);
  }

  private String submit(String partition, int nodes, String script, String... more) {
    Stream<String> options =
        Stream.of(
            "-p",
            partition,
            "-N",
            Integer.toString(nodes),
            "-o",
            directory.resolve("out." + partition + ".%j").toString(),
            "--wrap",
            script);
    return pools.slurm().submit(Stream.concat(Stream.of(more), options).toArray(String[]::new));
  }

  /** A script that lasts until the file is there. */
  private static String until(Path file) {
    return "until [ -e '" + file + "' ]; do sleep 1; done";
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void done(String job, String partition) {
    pools.cluster().awaitDone(job);
    pools.awaitNothingLeft(partition);
  }

  private void awaitRunning(String job, int count) {
    Await.until(
        Cluster.LIMIT,
        count + " of job " + job + " run",
        () -> pools.slurm().jobStates(job),
        states -> states.stream().filter("RUNNING"::equals).count() == count);
  }

  private String seen(String job) {
    return pools.jobWord(job, "JobState")
        + (pools.jobField(job, "AdminComment").contains(NO_CAPACITY) ? " told" : " untold");
  }

  /** Reasons of nodes that are shown down although no job has asked for them. */
  private List<String> closedReasons(String partition) {
    return pools.states(partition).keySet().stream()
        .map(node -> pools.slurm().nodeField(node, "Reason"))
        .filter(text -> text.startsWith("slurm-ec2: closed:"))
        .toList();
  }

  /** The start delays in seconds that the suite has given a job, in order. */
  private List<Integer> delays(String job) {
    return Pattern.compile("update jobid=" + job + " starttime=now\\+(\\d+): done")
        .matcher(pools.slurm().log("slurm-ec2"))
        .results()
        .map(match -> Integer.parseInt(match.group(1)))
        .toList();
  }
}
