package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private final ServerClock clock = new ServerClock(() -> Instant.parse("2026-11-21T08:00:00Z"));

  @Test
  void reads_how_far_the_server_is_ahead_or_behind() {
    clock.read("Sat, 21 Nov 2026 08:05:00 GMT");
    assertThat(clock.offset()).contains(Duration.ofMinutes(5));

    clock.read("Sat, 21 Nov 2026 07:59:50 GMT");
    assertThat(clock.offset()).contains(Duration.ofSeconds(-10));
  }

  @Test
  void knows_nothing_before_the_first_answer_and_from_what_is_no_date() {
    assertThat(clock.offset()).isEmpty();
    clock.read("yesterday");
    assertThat(clock.offset()).isEmpty();
  }
}
