package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Memory.Key KEY = new Memory.Key(Watch.UP_EMPTY, "p-g-0");

  @Test
  void a_condition_lasts_while_every_sweep_sees_it() {
    Memory memory =
        Memory.EMPTY
            .after(Set.of(KEY), NOON)
            .after(Set.of(KEY), NOON.plusSeconds(60))
            .after(Set.of(KEY), NOON.plusSeconds(120));

    assertThat(memory.lasted(Watch.UP_EMPTY, "p-g-0")).hasValue(Duration.ofMinutes(2));
    assertThat(memory.lasted(Watch.UP_EMPTY, "p-g-1")).isEmpty();
  }

  @Test
  void conditions_are_there_by_what_they_were_seen_of() {
    Memory.Key silent = new Memory.Key(Watch.SILENT, "p-g-0");
    Memory memory =
        Memory.EMPTY.after(Set.of(KEY), NOON).after(Set.of(KEY, silent), NOON.plusSeconds(60));

    assertThat(memory.lasted())
        .isEqualTo(
            Map.of(
                "p-g-0",
                Map.of(Watch.UP_EMPTY, Duration.ofMinutes(1), Watch.SILENT, Duration.ZERO)));
  }

  @Test
  void a_condition_begins_anew_when_a_sweep_does_not_see_it() {
    Memory memory =
        Memory.EMPTY
            .after(Set.of(KEY), NOON)
            .after(Set.of(), NOON.plusSeconds(60))
            .after(Set.of(KEY), NOON.plusSeconds(120));

    assertThat(memory.lasted(Watch.UP_EMPTY, "p-g-0")).hasValue(Duration.ZERO);
  }

  @Test
  void sweeps_far_apart_are_not_in_a_row() {
    Memory first = Memory.EMPTY.after(Set.of(KEY), NOON);

    assertThat(first.after(Set.of(KEY), NOON.plus(Memory.IN_A_ROW)).lasted(KEY.watch(), "p-g-0"))
        .hasValue(Memory.IN_A_ROW);
    assertThat(
            first
                .after(Set.of(KEY), NOON.plus(Memory.IN_A_ROW).plusMillis(1))
                .lasted(KEY.watch(), "p-g-0"))
        .hasValue(Duration.ZERO);
  }

  @Test
  void a_clock_that_goes_back_begins_anew() {
    Memory memory = Memory.EMPTY.after(Set.of(KEY), NOON).after(Set.of(KEY), NOON.minusSeconds(60));

    assertThat(memory.lasted(Watch.UP_EMPTY, "p-g-0")).hasValue(Duration.ZERO);
  }

  @Test
  void the_file_gives_back_what_it_was_given(@TempDir Path dir) {
    Memory memory = Memory.EMPTY.after(Set.of(KEY), NOON).after(Set.of(KEY), NOON.plusSeconds(9));
    MemoryFile file = new MemoryFile(dir);

    file.write(memory);

    assertThat(file.read()).isEqualTo(memory);
  }

  @Test
  void the_file_gives_back_reasons_of_any_characters(@TempDir Path dir) {
    Memory memory =
        Memory.EMPTY
            .after(Set.of(KEY), NOON)
            .withReasons(Map.of("p-g-0", "bad disk, 100% \"full\"\n± +", "p-g-1", "a b c"));
    MemoryFile file = new MemoryFile(dir);

    file.write(memory);

    assertThat(file.read()).isEqualTo(memory);
  }

  @Test
  void a_file_that_is_missing_or_torn_is_an_empty_memory(@TempDir Path dir) throws IOException {
    MemoryFile file = new MemoryFile(dir);
    assertThat(file.read()).isEqualTo(Memory.EMPTY);

    Files.write(
        dir.resolve("change-state.memory"),
        List.of(
            "",
            "UP_EMPTY p-g-0 17",
            "NO_SUCH_WATCH p-g-0 1 2",
            "UP_EMPTY p-g-0 x 2",
            "REASON p-g-0 %"));
    assertThat(file.read()).isEqualTo(Memory.EMPTY);

    Files.write(dir.resolve("change-state.memory"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(file.read()).isEqualTo(Memory.EMPTY);
  }

  @Test
  void a_directory_that_cannot_be_written_costs_nothing_but_time(@TempDir Path dir) {
    MemoryFile file = new MemoryFile(dir.resolve("missing"));

    file.write(Memory.EMPTY.after(Set.of(KEY), NOON));

    assertThat(file.read()).isEqualTo(Memory.EMPTY);
  }
}
