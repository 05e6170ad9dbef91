package dev.slurmec2.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootFailuresTest {
  @TempDir private Path stateDir;
  private final TestClock clock = new TestClock();

  @Test
  void the_limit_in_a_row_pauses_for_a_while_and_one_more_failure_pauses_again() {
    failures(10).failed(Map.of("p/a", 9));
    assertThat(row().pausedUntil()).isEmpty();
    failures(10).failed(Map.of("p/a", 1));
    assertThat(row().pausedUntil()).contains(clock.instant().plus(BootFailures.PAUSE));

    clock.advance(BootFailures.PAUSE);
    assertThat(row().pausedUntil()).isEmpty();
    failures(10).failed(Map.of("p/a", 1));

    assertThat(row().pausedUntil()).contains(clock.instant().plus(BootFailures.PAUSE));
    assertThat(row().count()).isEqualTo(11);
  }

  @Test
  void one_success_ends_the_row_of_its_group() {
    failures(10).failed(Map.of("p/a", 10, "p/b", 10));

    failures(10).succeeded(List.of("p/a"));

    assertThat(failures(10).rows()).containsOnlyKeys("p/b");
  }

  @Test
  void a_limit_of_0_pauses_never() {
    failures(0).failed(Map.of("p/a", 1000));

    assertThat(failures(0).rowOf("p/a").orElseThrow().pausedUntil()).isEmpty();
  }

  @Test
  void a_row_is_forgotten_after_a_day() {
    failures(10).failed(Map.of("p/a", 10));
    clock.advance(Duration.ofHours(25));

    assertThat(failures(10).rows()).isEmpty();
  }

  @Test
  void a_clock_set_back_makes_no_pause_longer() {
    failures(10).failed(Map.of("p/a", 10));
    clock.advance(Duration.ofHours(-3));

    assertThat(row().pausedUntil()).contains(clock.instant().plus(BootFailures.PAUSE));
  }

  @Test
  void a_lost_or_damaged_file_starts_anew() throws IOException {
    failures(10).failed(Map.of("p/a", 10));
    Files.writeString(stateDir.resolve("boot-failures"), "p/a ten\n\0\n1 2 3 4 5\n");
    assertThat(failures(10).rows()).isEmpty();
    Files.delete(stateDir.resolve("boot-failures"));

    assertThat(failures(10).rows()).isEmpty();
    failures(10).failed(Map.of("p/a", 1));
    assertThat(row().count()).isEqualTo(1);
  }

  @Test
  void a_state_directory_that_cannot_be_used_pauses_nothing() throws IOException {
    Path file = Files.createFile(stateDir.resolve("file"));
    BootFailures failures = new BootFailures(file.resolve("state"), 1, clock);

    failures.failed(Map.of("p/a", 10));

    assertThat(failures.rows()).isEmpty();
  }

  private BootFailures.Row row() {
    return failures(10).rowOf("p/a").orElseThrow();
  }

  private BootFailures failures(int limit) {
    return new BootFailures(stateDir, limit, clock);
  }

  @ParameterizedTest
  @CsvSource({
    "23:58:00, 00:05:30, PT7M30S",
    "08:00:00, 08:15:00, PT15M",
    "08:00:00, 08:00:00, PT0S",
    "08:00:00, 08:15:01,",
    "08:00:01, 08:00:00, PT0S",
    "08:00:00, 29:00:00,"
  })
  void aReasonTellsHowLongItsPauseLasts(String setAt, String end, @Nullable Duration left) {
    LocalDateTime at = LocalDateTime.parse("2026-11-21T" + setAt);
    String reason = "slurm-ec2: resume: it launches nothing until " + end + ". (Code:BootFailures)";

    assertThat(BootFailures.pauseIn(reason, at)).isEqualTo(Optional.ofNullable(left));
    assertThat(BootFailures.pauseIn(reason.replace("BootFailures", "Other"), at)).isEmpty();
  }
}
