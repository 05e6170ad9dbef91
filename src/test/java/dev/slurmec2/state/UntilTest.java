package dev.slurmec2.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UntilTest {
  private static final LocalDateTime SET_AT = LocalDateTime.parse("2026-11-21T08:00:00");

  @ParameterizedTest
  @CsvSource({
    "launches nothing until 08:10:00 (Code:X), PT10M",
    "until 07:59:59, PT0S",
    "until 19:59:59, PT11H59M59S",
    "until 2026-11-21 08:10:00, PT10M",
    "until 2026-12-01 08:00:00, PT240H",
    "until 2026-11-20 08:10:00, PT0S",
    "until 2026-13-40 08:10:00,",
    "until 24:00:00,",
    "until tomorrow,",
    "08:10:00,"
  })
  void a_reason_tells_how_long_it_stands(String reason, @Nullable Duration left) {
    assertThat(Until.after(reason, SET_AT)).isEqualTo(Optional.ofNullable(left));
  }

  @Test
  void over_midnight_a_time_is_tomorrows() {
    assertThat(Until.after("until 00:05:00", LocalDateTime.parse("2026-11-21T23:58:00")))
        .contains(Duration.ofMinutes(7));
  }

  @Test
  void what_is_written_is_read() {
    Instant end = Instant.parse("2026-12-01T11:30:00Z");
    ZoneId zone = ZoneId.of("America/New_York");

    assertThat(Until.date(end, zone)).isEqualTo("until 2026-12-01 06:30:00");
    assertThat(Until.time(end, zone)).isEqualTo("until 06:30:00");
    assertThat(Until.after(Until.date(end, zone), SET_AT)).contains(Duration.ofMinutes(14310));
    assertThat(Until.isDated(Until.date(end, zone))).isTrue();
    assertThat(Until.isDated(Until.time(end, zone))).isFalse();
  }
}
