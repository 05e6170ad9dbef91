package dev.slurmec2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLayoutTest {

  private static String line(Level level, String message, @Nullable Throwable thrown) {
    LoggingEvent event =
        new LoggingEvent(
            "test", new LoggerContext().getLogger("any"), level, message, thrown, null);
    event.setInstant(Instant.parse("2026-11-21T08:03:16.148Z"));
    return new LogLayout("resume", ZoneOffset.UTC).doLayout(event);
  }

  @Test
  void has_the_form_that_the_Python_plugin_had() {
    assertThat(line(Level.INFO, "Address set", null))
        .isEqualTo("2026-11-21 08:03:16,148 - resume - INFO - Address set\n");
    assertThat(line(Level.WARN, "x", null)).contains(" - WARNING - ");
  }

  @Test
  void no_message_can_forge_a_line() {
    assertThat(line(Level.INFO, "one\n2026-01-01 - resume - INFO - two\u001b[31m", null))
        .isEqualTo(
            "2026-11-21 08:03:16,148 - resume - INFO - one | 2026-01-01 - resume - INFO -"
                + " two?[31m\n");
  }

  @Test
  void an_exception_stands_on_the_same_line() {
    assertThat(line(Level.ERROR, "Failed", new IllegalStateException("why")))
        .contains("Failed: java.lang.IllegalStateException: why < ")
        .hasLineCount(1);
  }
}
