package dev.slurmec2.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import dev.slurmec2.text.Printable;
import dev.slurmec2.text.Secrets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * One line an event, in the Python plugin's form: {@code 2026-11-21 08:03:16,148 - resume - INFO -
 * …}. Line breaks inside a message become {@code |}, so that no input can forge a line; secrets are
 * masked.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {

  /** The deepest frames say where; the rest is the way there, the same for every event. */
  private static final int FRAMES = 12;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

  private final String program;
  private final ZoneId zone;

  LogLayout(String program, ZoneId zone) {
    this.program = program;
    this.zone = zone;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone)))
        .append(" - ")
        .append(program)
        .append(" - ")
        .append(word(event.getLevel()))
        .append(" - ")
        .append(event.getFormattedMessage());
    for (IThrowableProxy thrown = event.getThrowableProxy();
        thrown != null;
        thrown = thrown.getCause()) {
      line.append(": ").append(thrown.getClassName()).append(": ").append(thrown.getMessage());
      StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        line.append(" < ").append(frames[i].getStackTraceElement());
      }
    }
    return oneLine(line) + System.lineSeparator();
  }

  private static String oneLine(CharSequence text) {
    return Printable.line(Secrets.masked(text.toString()).strip().replaceAll("\\R", " | "));
  }

  private static String word(Level level) {
    return level == Level.WARN ? "WARNING" : level.toString();
  }
}
