package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import dev.slurmec2.slurm.SlurmJobs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Launches within EC2's launch limit. ResumeTimeout is 300 s, of which half is left for the boot.
 */
class PooledLaunchTest {
  private static final int SECONDS_FOR_LAUNCHES = 150;

  @TempDir private Path stateDirectory;
  private PowerBench bench;
  private Instant start;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
    start = bench.east.now;
  }

  private PowerOutcome resume(String hostlist, Job... jobs) {
    return new Resume(bench.site()).run(Hostlist.expand(hostlist), Arrays.asList(jobs));
  }

  private static Job job(String id, String hostlist) {
    return new Job(
        id,
        Hostlist.expand(hostlist),
        Hostlist.expand(hostlist),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private List<Integer> requested() {
    return bench.east.fleets.stream().map(FleetRequest::count).toList();
  }

  private long passed() {
    return Duration.between(start, bench.east.now).toSeconds();
  }

  @Test
  void what_a_full_bucket_holds_is_launched_at_once() {
    bench.east.limitLaunches(1000, 2);

    PowerOutcome outcome = resume("aws-a-[0-999]");

    assertThat(outcome.complete()).isTrue();
    assertThat(requested()).containsExactly(1000);
    assertThat(bench.slept).isEmpty();
  }

  @Test
  void a_request_is_no_larger_than_what_the_bucket_holds_and_the_rest_follows_at_its_rate() {
    bench.east.limitLaunches(1000, 2);
    bench.east.drawTokens(700);

    PowerOutcome outcome = resume("aws-a-[0-399]");

    assertThat(outcome.complete()).isTrue();
    assertThat(requested()).containsExactly(300, 20, 20, 20, 20, 20);
    assertThat(passed()).isEqualTo(50);
    assertThat(bench.east.live()).hasSize(400);
  }

  @Test
  void each_chunk_has_its_names_before_the_next_is_waited_for() {
    bench.east.limitLaunches(1000, 2);
    bench.east.drawTokens(990);
    List<Long> nameless = new ArrayList<>();
    List<Integer> addressed = new ArrayList<>();
    bench.beforeSleep =
        () -> {
          nameless.add(bench.east.live().stream().filter(i -> i.tag("Name").isEmpty()).count());
          addressed.add(bench.slurm.addresses.size());
        };

    resume("aws-a-[0-49]");

    assertThat(nameless).isNotEmpty().allMatch(count -> count == 0);
    // Ten are there, fewer than are worth a request; ten more after 5 s.
    assertThat(addressed).containsExactly(0, 20, 40);
    assertThat(requested()).containsExactly(20, 20, 10);
  }

  @Test
  void what_cannot_be_launched_before_ResumeTimeout_is_told_to_Slurm_before_any_waiting() {
    bench.east.limitLaunches(1000, 2);
    List<String> toldBefore = new ArrayList<>();
    bench.beforeSleep =
        () -> {
          if (toldBefore.isEmpty()) {
            toldBefore.addAll(bench.slurm.updates);
            assertThat(bench.east.fleets).as("and before any launch").hasSize(1);
          }
        };

    PowerOutcome outcome = resume("aws-a-[0-1999]");

    int possible = 1000 + 2 * SECONDS_FOR_LAUNCHES;
    String late = "aws-a-[" + possible + "-1999]";
    assertThat(toldBefore)
        .containsExactly(
            "DOWN "
                + late
                + " slurm-ec2: resume: EC2's launch limit of this account in us-east-1 (1000 at"
                + " once, then 2 a second) lets 1300 more be launched before ResumeTimeout, 700"
                + " too few. Ask AWS to raise the resource token bucket of RunInstances, and write"
                + " the new limit as Resources of CreateFleet in ApiLimits."
                + " (Code:RequestLimitExceeded)",
            "POWER_DOWN " + late);
    assertThat(bench.slurm.updates).as("told once").hasSize(2);
    assertThat(Hostlist.fold(outcome.failed().keySet())).isEqualTo(late);
    assertThat(bench.east.live()).hasSize(possible);
    assertThat(passed()).isLessThanOrEqualTo(SECONDS_FOR_LAUNCHES);
  }

  @Test
  void failures_of_others_are_told_before_a_long_wait_too_and_each_job_once() {
    NodeGroup a = PowerBench.group("a", 2000, "us-east-1");
    NodeGroup c = PowerBench.group("c", 10, "us-east-1", List.of("subnet-1"), List.of("p5"));
    bench.groups = List.of(c, a);
    bench.east.limitLaunches(1000, 2);
    bench.east.drawTokens(900);
    bench.east.script.add(
        request ->
            new FleetOutcome.Answered(
                List.of(), List.of(ScriptedEc2.poolError(ErrorClass.QUOTA, "VcpuLimitExceeded"))));
    List<String> toldBefore = new ArrayList<>();
    bench.beforeSleep =
        () -> {
          if (toldBefore.isEmpty()) {
            toldBefore.addAll(bench.slurm.updates);
          }
        };

    bench.slurm.jobs.add(new SlurmJobs.Job("7", "7", "PD", 1, true));
    bench.slurm.jobs.add(new SlurmJobs.Job("8", "8", "CF", 0, true));

    resume("aws-c-0,aws-a-[0-199]", job("7", "aws-c-0"), job("8", "aws-a-0"));

    assertThat(toldBefore).hasSize(2).first().asString().startsWith("DOWN aws-c-0 ");
    assertThat(bench.slurm.updates).hasSize(2);
    assertThat(bench.slurm.jobChanges.keySet()).containsExactly("7 AdminComment");
  }

  @Test
  void somebody_else_who_launches_makes_it_slower_and_fails_nothing() {
    bench.east.limitLaunches(1000, 2);
    bench.east.drawTokens(980);
    bench.east.script.add(
        request -> {
          bench.east.drawTokens(20);
          return new FleetOutcome.Answered(
              bench.east.launch(request, 5),
              List.of(ScriptedEc2.poolError(ErrorClass.THROTTLED, "RequestLimitExceeded")));
        });

    PowerOutcome outcome = resume("aws-a-[0-39]");

    assertThat(outcome.complete()).isTrue();
    assertThat(requested()).containsExactly(20, 20, 15);
  }

  @Test
  void nodes_that_wait_stay_claimed_however_long_it_takes() {
    bench.resumeTimeout = "1800";
    bench.east.limitLaunches(1000, 0.01);
    bench.east.drawTokens(1000);
    LaunchLedger ofAnother = new LaunchLedger(stateDirectory, () -> bench.east.now, 1, id -> true);
    List<String> free = new ArrayList<>();
    bench.beforeSleep =
        () -> {
          List<String> waiting = new ArrayList<>(Hostlist.expand("aws-a-[0-4]"));
          waiting.removeAll(bench.slurm.addresses.keySet());
          waiting.removeAll(ofAnother.claim(waiting).beingLaunched());
          free.addAll(waiting);
        };

    assertThat(resume("aws-a-[0-4]").complete()).isTrue();

    assertThat(Duration.ofSeconds(passed())).isGreaterThan(LaunchLedger.REMEMBERED);
    assertThat(free).isEmpty();
  }

  @Test
  void a_job_of_several_nodes_waits_for_the_bucket_as_long_as_launches_are_tried() {
    bench.east.limitLaunches(1000, 2);
    bench.east.drawTokens(990);

    PowerOutcome outcome = resume("aws-a-[0-199]", job("1", "aws-a-[0-199]"));

    assertThat(outcome.failed()).hasSize(200);
    assertThat(outcome.failed().get("aws-a-0"))
        .contains("does not let 200 more instances be launched in time")
        .contains("RequestLimitExceeded");
    assertThat(bench.east.fleets).as("known without asking").isEmpty();
    assertThat(bench.slept).isEmpty();
  }

  @Test
  void a_job_larger_than_a_request_launches_nothing_when_it_cannot_have_all() {
    bench.east.limitLaunches(1000, 2);

    PowerOutcome outcome = resume("aws-a-[0-1499]", job("1", "aws-a-[0-1499]"));

    assertThat(outcome.failed()).hasSize(1500);
    assertThat(bench.east.fleets).isEmpty();
  }

  @Test
  void a_fallback_in_another_region_has_a_bucket_of_its_own() {
    NodeGroup away = PowerBench.group("a", 2000, "us-west-2");
    bench.groups =
        List.of(
            PowerBench.group("a", 2000, "us-east-1")
                .withPolicy(PowerBench.group("a", 1, "us-east-1").policy(), List.of(away)));
    bench.east.limitLaunches(1000, 2);
    bench.east.drawTokens(1000);
    bench.west.limitLaunches(1000, 2);

    PowerOutcome outcome = resume("aws-a-[0-499]");

    assertThat(outcome.complete()).isTrue();
    assertThat(bench.west.live()).hasSize(500).allMatch(i -> i.state() == Instance.State.PENDING);
    assertThat(bench.slept).isEmpty();
  }

  @Test
  void refusals_that_the_model_does_not_know_of_end() {
    IntStream.range(0, 50)
        .forEach(
            i ->
                bench.east.script.add(
                    request ->
                        new FleetOutcome.Refused(
                            new Ec2Error(ErrorClass.THROTTLED, "RequestLimitExceeded", "No"))));

    PowerOutcome outcome = resume("aws-a-[0-4]");

    assertThat(outcome.failed()).hasSize(5);
    assertThat(requested()).hasSize(1 + FleetLauncher.PAUSES.size());
    assertThat(passed()).isLessThanOrEqualTo(60);
  }
}
