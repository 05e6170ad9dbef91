package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmJobs.Change;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.state.DelayedJobs;
import dev.slurmec2.state.DelayedJobs.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When jobs that the suite has put off may start. */
class DelayedStartsTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir private Path stateDir;
  private final RecordingJobs jobs = new RecordingJobs();

  /** Jobs as they are shown, and what becomes of them. */
  private static final class RecordingJobs implements SlurmJobs {
    private final List<Job> shown = new ArrayList<>();
    private final List<Map.Entry<List<String>, Change>> changes = new ArrayList<>();
    private int questions;
    private boolean refuses;

    @Override
    public SlurmResult<List<Job>> find(Collection<String> ids) {
      questions++;
      return new SlurmResult.Ok<>(shown.stream().filter(job -> ids.contains(job.id())).toList());
    }

    @Override
    public Map<String, String> change(Collection<String> names, Change change) {
      changes.add(Map.entry(List.copyOf(names), change));
      return refuses
          ? names.stream().collect(Collectors.toMap(name -> name, name -> "no"))
          : Map.of();
    }
  }

  private DelayedJobs file() {
    return new DelayedJobs(stateDir, () -> NOW);
  }

  private DelayedStarts starts() {
    return new DelayedStarts(file(), jobs, () -> NOW, ZONE);
  }

  /** Put off for 20 minutes; EC2 is asked again after so many seconds. */
  private void isPutOff(String id, int seconds, Map<String, Integer> lacking) {
    file().add(List.of(new Row(id, NOW.plusSeconds(1200), NOW.plusSeconds(seconds), lacking)));
  }

  private void isShown(String id, String state, Instant eligible) {
    jobs.shown.add(
        new SlurmJobs.Job(
            id, id, state, 3, true, Optional.of(LocalDateTime.ofInstant(eligible, ZONE))));
  }

  @Test
  void a_job_starts_when_ec2_is_asked_again_and_not_before() {
    isPutOff("7", 0, Map.of("aws/node", 1));
    isPutOff("8", 1, Map.of("aws/node", 1));
    isShown("7", "PD", NOW.plusSeconds(1201));
    isShown("8", "PD", NOW.plusSeconds(1201));

    assertThat(starts().endDue(false))
        .containsExactly("jobs 7 may start: EC2 is asked again for their nodes");

    assertThat(jobs.changes)
        .containsExactly(Map.entry(List.of("7"), new Change.StartAfter(Duration.ZERO)));
    assertThat(file().now()).extracting(Row::id).containsExactly("8");
  }

  @Test
  void a_start_that_somebody_else_has_set_stays() {
    isPutOff("7", 0, Map.of("aws/node", 1));
    isPutOff("8", 0, Map.of("aws/node", 1));
    isPutOff("9", 0, Map.of("aws/node", 1));
    isShown("7", "PD", NOW.plusSeconds(7200));
    isShown("8", "PD", NOW.plusSeconds(600));
    isShown("9", "R", NOW.plusSeconds(1200));

    assertThat(starts().endDue(false)).isEmpty();

    assertThat(jobs.changes).isEmpty();
    assertThat(file().now()).isEmpty();
  }

  @Test
  void a_job_starts_when_as_much_as_it_lacks_was_launched_at_once() {
    isPutOff("7", 900, Map.of("aws/node", 2));
    isPutOff("8", 900, Map.of("aws/node", 3));
    isPutOff("9", 900, Map.of("aws/node", 1, "aws/other", 1));
    List.of("7", "8", "9").forEach(id -> isShown(id, "PD", NOW.plusSeconds(1200)));

    assertThat(starts().endCovered(Map.of("aws/node", 2)))
        .containsExactly("jobs 7 may start: EC2 has given as many instances");

    assertThat(file().now()).extracting(Row::id).containsExactlyInAnyOrder("8", "9");
  }

  @Test
  void a_dry_run_says_it_and_changes_nothing() {
    isPutOff("7", 0, Map.of("aws/node", 1));
    isShown("7", "PD", NOW.plusSeconds(1200));

    assertThat(starts().endDue(true)).hasSize(1);

    assertThat(jobs.changes).isEmpty();
    assertThat(file().now()).hasSize(1);
  }

  @Test
  void what_slurm_does_not_take_is_tried_again() {
    isPutOff("7", 0, Map.of("aws/node", 1));
    isShown("7", "PD", NOW.plusSeconds(1200));
    jobs.refuses = true;

    assertThat(starts().endDue(false)).isEmpty();

    assertThat(file().now()).hasSize(1);
  }

  @Test
  void slurm_is_not_asked_where_nothing_is_due() {
    isPutOff("7", 900, Map.of("aws/node", 1));

    starts().endDue(false);

    assertThat(jobs.questions).isZero();
  }

  @Test
  void lines_that_cannot_be_read_are_passed_over() throws IOException {
    isPutOff("7", 0, Map.of("aws/node", 1));
    Path file = stateDir.resolve("delayed-jobs");
    Files.writeString(
        file, "x\n9 now soon aws/node=1\n9 1 2 aws/node=many\n" + Files.readString(file));

    assertThat(file().now())
        .containsExactly(new Row("7", NOW.plusSeconds(1200), NOW, Map.of("aws/node", 1)));
  }
}
