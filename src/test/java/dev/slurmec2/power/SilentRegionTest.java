package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import dev.slurmec2.slurm.StateRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One region says nothing for a while: what needs only the other does not wait for it. */
class SilentRegionTest {
  /** Only a run that waits for the silent region takes as long. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path stateDirectory;
  private PowerBench bench;
  private boolean waited;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
    bench.steps = Steps.SIDE_BY_SIDE;
  }

  private PowerOutcome resume(String hostlist, Job... jobs) {
    return new Resume(bench.site()).run(Hostlist.expand(hostlist), List.of(jobs));
  }

  private static Job job(List<String> nodes) {
    return new Job(
        "7",
        nodes,
        nodes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The west answers only once that is so; else, after the limit, the test has failed. */
  private void westIsSilentUntil(BooleanSupplier condition) {
    bench.west.silence =
        () -> {
          long end = System.nanoTime() + LIMIT.toNanos();
          while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
              waited = true;
              return;
            }
            pause();
          }
        };
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void nodes_of_the_other_region_are_launched_and_addressed_meanwhile() {
    westIsSilentUntil(() -> bench.slurm.hasAddress("aws-a-0"));

    PowerOutcome outcome = resume("aws-a-0,aws-b-0");

    assertThat(waited).as("the healthy region waited for the silent one").isFalse();
    assertThat(outcome.failed()).isEmpty();
    assertThat(bench.slurm.hasAddress("aws-b-0")).isTrue();
  }

  @Test
  void what_the_other_region_cannot_give_is_told_meanwhile() {
    bench.east.rule =
        Optional.of(
            request ->
                new FleetOutcome.Answered(
                    List.of(),
                    List.of(
                        ScriptedEc2.poolError(
                            ErrorClass.CAPACITY, "InsufficientInstanceCapacity"))));
    westIsSilentUntil(() -> bench.slurm.wasTold(StateRequest.DOWN, "aws-a-0"));

    PowerOutcome outcome = resume("aws-a-0,aws-b-0");

    assertThat(waited).as("Slurm heard of it only after the silent region").isFalse();
    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0");
  }

  @Test
  void a_region_that_never_answers_fails_only_its_own_nodes() {
    bench.west.describeError =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "The region does not answer"));
    westIsSilentUntil(() -> bench.slurm.hasAddress("aws-a-0"));

    PowerOutcome outcome = resume("aws-a-0,aws-b-0");

    assertThat(waited).isFalse();
    assertThat(outcome.failed()).containsOnlyKeys("aws-b-0");
    assertThat(outcome.hopeless()).isFalse();
    assertThat(bench.slurm.wasTold(StateRequest.DOWN, "aws-b-0")).isTrue();
  }

  @Test
  void a_job_that_needs_both_regions_waits_for_both() {
    CountDownLatch asked = new CountDownLatch(1);
    bench.west.describeError =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "The region does not answer"));
    bench.west.silence = asked::countDown;

    PowerOutcome outcome = resume("aws-a-0,aws-b-0", job(List.of("aws-a-0", "aws-b-0")));

    assertThat(asked.getCount()).isZero();
    assertThat(outcome.failed()).containsOnlyKeys("aws-a-0", "aws-b-0");
    assertThat(bench.east.fleets).as("nothing is launched for half a job").isEmpty();
  }
}
