package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.SlurmJobs.Change;
import dev.slurmec2.slurm.SlurmJobs.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobCommandsTest {

  private static JobCommands commands(CommandRunner runner) {
    return new JobCommands(Path.of("/opt/slurm/bin"), runner);
  }

  private static List<String> ids(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
  }

  @Test
  void reads_what_squeue_of_22_05_prints() {
    FakeRunner runner =
        FakeRunner.always(
            FakeRunner.printed(
                """
                12                      12                              PD      3           1
                13                      13                              CF      0           0
                16                      16_4                            CF      0           1
                20                      20+0                            CF      0           1
                """));

    assertThat(commands(runner).find(List.of("12", "13")))
        .isEqualTo(
            new SlurmResult.Ok<>(
                List.of(
                    new Job("12", "12", "PD", 3, true),
                    new Job("13", "13", "CF", 0, false),
                    new Job("16", "16_4", "CF", 0, true),
                    new Job("20", "20+0", "CF", 0, true))));
    assertThat(runner.calls()).hasSize(1);
    assertThat(runner.calls().get(0)).contains("--jobs=12,13", "--states=all", "--all");
  }

  @Test
  void the_start_that_a_job_waits_for_is_read() {
    FakeRunner runner =
        FakeRunner.always(FakeRunner.printed("7 7 PD 3 1 2026-11-28T22:47:39\n8 8 PD 0 1 N/A\n"));

    assertThat(commands(runner).find(List.of("7", "8")))
        .isEqualTo(
            new SlurmResult.Ok<>(
                List.of(
                    new Job(
                        "7",
                        "7",
                        "PD",
                        3,
                        true,
                        Optional.of(LocalDateTime.parse("2026-11-28T22:47:39"))),
                    new Job("8", "8", "PD", 0, true))));
  }

  @Test
  void a_delay_can_be_ended() {
    FakeRunner runner = FakeRunner.always(FakeRunner.DONE);

    commands(runner).change(List.of("7"), new Change.StartAfter(Duration.ZERO));

    assertThat(runner.calls().get(0)).contains("jobid=7", "starttime=now");
  }

  @Test
  void a_job_that_is_gone_is_missing() {
    FakeRunner runner =
        FakeRunner.always(
            new CommandResult.Exited(1, "", "slurm_load_jobs error: Invalid job id specified\n"));

    assertThat(commands(runner).find(List.of("99"))).isEqualTo(new SlurmResult.Ok<>(List.of()));
  }

  @Test
  void a_controller_that_does_not_answer_is_a_failure() {
    FakeRunner runner =
        FakeRunner.always(
            new CommandResult.Exited(
                1, "", "slurm_load_jobs error: Unable to contact slurm controller (connect)\n"));

    assertThat(commands(runner).find(List.of("99"))).isInstanceOf(SlurmResult.Failed.class);
  }

  @Test
  void lines_that_are_no_job_are_passed_over() {
    FakeRunner runner =
        FakeRunner.always(
            FakeRunner.printed(
                "x y\n7 7 PD many 1\n8 8 PD 0 1 extra\n5 5_[1-3] PD 0 1\n9 9 R 1 1\n"));

    assertThat(commands(runner).find(List.of("9")))
        .isEqualTo(new SlurmResult.Ok<>(List.of(new Job("9", "9", "R", 1, true))));
  }

  @Test
  void jobs_with_the_same_change_are_one_command() {
    FakeRunner runner = FakeRunner.always(FakeRunner.DONE);

    commands(runner).change(List.of("1", "2"), new Change.AdminComment("No (Code:X)"));
    commands(runner).change(List.of("1", "2"), new Change.StartAfter(Duration.ofMinutes(4)));
    commands(runner).change(List.of("1", "2_7"), new Change.Hold());

    assertThat(runner.calls())
        .containsExactly(
            List.of("update", "jobid=1,2", "admincomment=No (Code:X)"),
            List.of("update", "jobid=1,2", "starttime=now+240"),
            List.of("hold", "1,2_7"));
  }

  @Test
  void many_jobs_are_cut_into_commands_and_few_terminals_are_told() {
    FakeRunner runner = FakeRunner.always(FakeRunner.DONE);

    commands(runner).change(ids(450), new Change.Hold());
    assertThat(runner.calls()).hasSize(3);

    commands(runner).change(ids(450), new Change.Notify("Sorry"));
    assertThat(runner.calls()).hasSize(3 + JobCommands.MAX_NOTIFIED);
    assertThat(runner.calls().get(3)).containsExactly("notify", "1", "Sorry");
  }

  @Test
  void what_is_no_job_id_is_never_in_a_command() {
    FakeRunner runner = FakeRunner.always(FakeRunner.DONE);

    commands(runner).change(List.of("1,2", "--all", "", "7 8"), new Change.Hold());
    commands(runner).find(List.of("all", "-1"));

    assertThat(runner.calls()).isEmpty();
  }

  @Test
  void a_text_is_one_line_without_quotes() {
    FakeRunner runner = FakeRunner.always(FakeRunner.DONE);

    commands(runner)
        .change(List.of("1"), new Change.AdminComment("a\n\u001b[31m\"b\"" + "x".repeat(900)));

    String text = FakeRunner.value(runner.calls().get(0), "admincomment");
    assertThat(text).hasSize(500).startsWith("a [31m b x").doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void what_Slurm_refuses_is_told_by_job() {
    FakeRunner runner = FakeRunner.always(FakeRunner.refused("Job is no longer pending execution"));

    assertThat(commands(runner).change(List.of("1", "2"), new Change.Hold()))
        .isEqualTo(
            Map.of(
                "1", "slurm_update error: Job is no longer pending execution",
                "2", "slurm_update error: Job is no longer pending execution"));
  }
}
