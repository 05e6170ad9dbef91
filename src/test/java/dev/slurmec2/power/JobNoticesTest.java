package dev.slurmec2.power;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile;
import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmJobs.Change;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users hear when their jobs' nodes cannot be had. */
class JobNoticesTest {
  @TempDir private Path stateDirectory;
  private PowerBench bench;

  @BeforeEach
  void setUp() {
    bench = new PowerBench(stateDirectory);
  }

  private static ResumeFile.Job waits(String id, String hostlist) {
    List<String> nodes = Hostlist.expand(hostlist);
    return new ResumeFile.Job(
        id,
        nodes,
        nodes,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void isShown(String id, String state, int restarts, boolean batch) {
    bench.slurm.jobs.add(new SlurmJobs.Job(id, id, state, restarts, batch));
  }

  private void refuse(ErrorClass errorClass, String code) {
    bench.east.rule =
        Optional.of(request -> new FleetOutcome.Refused(new Ec2Error(errorClass, code, "Sorry")));
  }

  private void resume(ResumeFile.Job... jobs) {
    new Resume(bench.site())
        .run(
            List.of(jobs).stream().flatMap(job -> job.nodesResume().stream()).distinct().toList(),
            List.of(jobs));
  }

  @Test
  void the_comment_says_which_nodes_and_why() {
    refuse(ErrorClass.CAPACITY, "InsufficientInstanceCapacity");
    isShown("17", "PD", 1, true);

    resume(waits("17", "aws-a-[0-1]"));

    assertThat(bench.slurm.jobChanges)
        .containsEntry(
            "17 AdminComment",
            new Change.AdminComment(
                "slurm-ec2: no instance for aws-a-[0-1]: Sorry"
                    + " (Code:InsufficientInstanceCapacity)"));
  }

  @Test
  void a_job_whose_nodes_all_came_hears_nothing() {
    bench.west.rule =
        Optional.of(
            request ->
                new FleetOutcome.Refused(new Ec2Error(ErrorClass.CAPACITY, "Insufficient", "No")));
    isShown("17", "CF", 0, true);
    isShown("18", "PD", 1, true);

    resume(waits("17", "aws-a-[0-1]"), waits("18", "aws-b-0"));

    assertThat(bench.slurm.jobChanges.keySet()).containsExactly("18 AdminComment");
  }

  @Test
  void each_time_a_job_waits_longer_and_the_first_time_as_long_as_Slurm_lets_it() {
    refuse(ErrorClass.CAPACITY, "InsufficientInstanceCapacity");
    isShown("1", "PD", 1, true);
    isShown("2", "PD", 2, true);
    isShown("3", "PD", 4, true);
    isShown("4", "PD", 60, true);

    resume(
        waits("1", "aws-a-1"), waits("2", "aws-a-2"), waits("3", "aws-a-3"), waits("4", "aws-a-4"));

    assertThat(bench.slurm.jobChanges)
        .doesNotContainKey("1 StartAfter")
        .containsEntry("2 StartAfter", new Change.StartAfter(Duration.ofMinutes(4)))
        .containsEntry("3 StartAfter", new Change.StartAfter(Duration.ofMinutes(16)))
        .containsEntry("4 StartAfter", new Change.StartAfter(Duration.ofHours(1)));
  }

  @ParameterizedTest
  @EnumSource
  void only_what_an_administrator_has_to_mend_holds_a_job(ErrorClass errorClass) {
    isShown("17", "PD", 3, true);
    refuse(errorClass, "SomeCode");

    resume(waits("17", "aws-a-0"));

    boolean held = errorClass == ErrorClass.PERMISSION || errorClass == ErrorClass.CONFIGURATION;
    assertThat(bench.slurm.jobChanges.keySet())
        .containsExactlyInAnyOrder("17 AdminComment", held ? "17 Hold" : "17 StartAfter");
  }

  @Test
  void a_group_that_is_paused_after_failed_boots_holds_no_job() {
    bench.site().bootFailures().failed(Map.of("aws/a", 10));
    isShown("17", "PD", 1, true);

    resume(waits("17", "aws-a-0"));

    assertThat(bench.slurm.jobChanges).doesNotContainKey("17 Hold");
    assertThat(bench.slurm.jobChanges)
        .hasEntrySatisfying(
            "17 AdminComment", change -> assertThat(change.toString()).contains("BootFailures"));
  }

  @Test
  void who_sits_at_a_terminal_is_told_there() {
    refuse(ErrorClass.CAPACITY, "InsufficientInstanceCapacity");
    isShown("17", "CF", 0, false);

    resume(waits("17", "aws-a-0"));

    assertThat(bench.slurm.jobChanges).containsKey("17 Notify");
  }

  @Test
  void who_sits_at_a_terminal_hears_it_before_the_node_goes_down_which_ends_the_job() {
    refuse(ErrorClass.CAPACITY, "InsufficientInstanceCapacity");
    isShown("17", "CF", 0, false);
    bench.slurm.onJobChange = () -> assertThat(bench.slurm.updates).isEmpty();

    resume(waits("17", "aws-a-0"));

    assertThat(bench.slurm.jobChanges).containsOnlyKeys("17 AdminComment", "17 Notify");
    assertThat(bench.slurm.updates).isNotEmpty();
  }

  /** The id of an array's last task is the array's: a change by id would be one of all tasks. */
  @Test
  void a_task_of_an_array_is_told_and_no_other_task() {
    refuse(ErrorClass.PERMISSION, "UnauthorizedOperation");
    bench.slurm.jobs.add(new SlurmJobs.Job("16", "16_3", "PD", 1, true));

    resume(waits("16", "aws-a-0"));

    assertThat(bench.slurm.jobChanges).containsOnlyKeys("16_3 AdminComment", "16_3 Hold");
  }

  @Test
  void a_job_that_Slurm_is_still_requeueing_is_waited_for_and_then_left() {
    refuse(ErrorClass.PERMISSION, "UnauthorizedOperation");
    isShown("17", "CG", 1, true);

    resume(waits("17", "aws-a-0"));

    assertThat(bench.slurm.jobChanges.keySet()).containsExactly("17 AdminComment");
    assertThat(bench.slept).contains(Duration.ofSeconds(1), Duration.ofSeconds(3));
  }

  /** The fourth failure: 16 minutes, but the pools are asked again after ten. */
  @Test
  void a_delay_is_remembered_until_the_pools_are_asked_again() {
    refuse(ErrorClass.CAPACITY, "InsufficientInstanceCapacity");
    isShown("17", "PD", 4, true);

    resume(waits("17", "aws-a-[0-1]"));

    assertThat(bench.site().delayedJobs().now())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.id()).isEqualTo("17");
              assertThat(row.lacking()).isEqualTo(Map.of("aws/a", 2));
              assertThat(Duration.between(row.askedAgain(), row.eligible()))
                  .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(7));
            });
  }

  /** Nothing says when EC2 would take the same again. */
  @Test
  void a_delay_for_anything_else_is_ended_by_a_launch_only() {
    refuse(ErrorClass.SERVER, "InternalError");
    isShown("17", "PD", 5, true);

    resume(waits("17", "aws-a-0"));

    assertThat(bench.site().delayedJobs().now())
        .singleElement()
        .satisfies(row -> assertThat(row.askedAgain()).isEqualTo(row.eligible()));
  }

  @Test
  void a_second_choice_whose_parameter_is_missing_is_told_with_what_was_lacking() {
    refuse(ErrorClass.CAPACITY, "InsufficientInstanceCapacity");
    isShown("17", "PD", 1, true);
    bench.parameters =
        groups ->
            new GroupParameters.Filled(
                GroupParameters.NONE.fill(groups).groups(),
                Map.of(),
                Map.of("aws/a", List.of("the Parameter Store has no parameter /subnet.")));

    resume(waits("17", "aws-a-0"));

    assertThat(bench.slurm.jobChanges.keySet()).containsExactly("17 AdminComment");
    assertThat(bench.slurm.jobChanges.get("17 AdminComment"))
        .asString()
        .contains(
            "Sorry; a Fallback was not tried",
            "no parameter /subnet.",
            "(Code:InsufficientInstanceCapacity)");
  }
}
