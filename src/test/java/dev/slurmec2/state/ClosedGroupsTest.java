package dev.slurmec2.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.state.ClosedGroups.Row;
import dev.slurmec2.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedGroupsTest {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String CODE = "InsufficientInstanceCapacity";

  @TempDir Path stateDir;
  private final TestClock clock = new TestClock();

  @Test
  void a_group_is_closed_to_its_end_and_for_all_processes() {
    Row row = row(Duration.ofMinutes(9));
    groups().close("p/a", row);

    assertThat(groups().now()).isEqualTo(Map.of("p/a", row));
    clock.advance(Duration.ofMinutes(9));
    assertThat(groups().now()).isEmpty();
  }

  @Test
  void one_that_can_be_asked_again_is_opened_and_no_other() {
    groups().close("p/a", row(LONGEST));
    groups().close("p/b", row(LONGEST));

    groups().open("p/a");
    groups().open("p/c");

    assertThat(groups().now()).containsOnlyKeys("p/b");
  }

  @Test
  void a_clock_that_was_set_back_keeps_none_closed() {
    groups().close("p/a", row(LONGEST));
    clock.advance(Duration.ofHours(-1));

    assertThat(groups().now()).isEmpty();
  }

  @Test
  void a_lost_or_damaged_file_closes_nothing() throws IOException {
    groups().close("p/a", row(LONGEST));
    Files.writeString(
        stateDir.resolve("closed-groups"), "x " + CODE + " p/a why\n\0\n1 2\n 1 2 3 4 5");
    assertThat(groups().now()).isEmpty();

    groups().close("p/b", row(LONGEST));
    Files.delete(stateDir.resolve("closed-groups"));
    assertThat(groups().now()).isEmpty();
  }

  @Test
  void a_state_directory_that_cannot_be_used_closes_nothing() throws IOException {
    Path file = Files.createFile(stateDir.resolve("file"));
    ClosedGroups groups = new ClosedGroups(file.resolve("state"), LONGEST, clock);

    groups.close("p/a", row(LONGEST));

    assertThat(groups.now()).isEmpty();
  }

  @Test
  void a_reason_has_the_end_and_the_code() {
    Row row = row(Duration.ofMinutes(5));

    assertThat(row.sentence(ZoneOffset.UTC))
        .matches("no pool has capacity until \\d\\d:\\d\\d:\\d\\d \\(Code:" + CODE + "\\)");
  }

  private Row row(Duration left) {
    return new Row(clock.instant().plus(left), CODE, "no pool has capacity");
  }

  private ClosedGroups groups() {
    return new ClosedGroups(stateDir, LONGEST, clock);
  }
}
