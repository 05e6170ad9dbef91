package dev.slurmec2.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingNodesTest {
  @TempDir private Path stateDir;
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");

  private WaitingNodes nodes() {
    return new WaitingNodes(stateDir, () -> now);
  }

  @Test
  void nodes_wait_until_they_are_done_or_nobody_says_so_any_more() {
    nodes().await(List.of("a-0", "a-1", "a-2"));
    nodes().done(List.of("a-1"));
    assertThat(nodes().now()).containsExactlyInAnyOrder("a-0", "a-2");

    now = now.plus(Duration.ofMinutes(3));
    nodes().await(List.of("a-2"));
    now = now.plus(Duration.ofMinutes(3));

    assertThat(nodes().now()).containsExactly("a-2");
  }

  @Test
  void nobody_waits_without_a_file_and_looking_makes_none() {
    assertThat(nodes().now()).isEmpty();
    assertThat(stateDir.resolve("waiting")).doesNotExist();
  }

  @Test
  void damage_and_a_clock_that_was_set_back_keep_no_node_for_long() throws IOException {
    nodes().await(List.of("a-0"));
    now = now.minus(Duration.ofDays(1));
    assertThat(nodes().now()).isEmpty();

    Files.writeString(stateDir.resolve("waiting"), "x a-1\n99999999999999999 a-2\n\n7\n");
    assertThat(nodes().now()).isEmpty();
  }
}
