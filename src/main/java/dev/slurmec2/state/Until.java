package dev.slurmec2.state;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The end of a wait as it stands in a node's Reason, in slurmctld's zone as Slurm's own times. */
public final class Until {

  private static final Pattern WORDS =
      Pattern.compile("until (?:(\\d{4}-\\d\\d-\\d\\d) )?((?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d)");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** A time of day that is further ahead than this is one that is over. */
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  private Until() {}

  /** {@code until 14:05:00}: for ends that are less than half a day away. */
  public static String time(Instant end, ZoneId zone) {
    return "until " + TIME.format(end.atZone(zone));
  }

  /** {@code until 2026-12-01 11:30:00}: for all others. */
  public static String date(Instant end, ZoneId zone) {
    return "until " + DATE.format(end.atZone(zone));
  }

  /**
   * How long after a reason was set the end is that it tells.
   *
   * @param reason a node's reason
   * @param setAt when it was set, in slurmctld's zone
   * @return zero if the end was over then; empty if it tells none
   */
  public static Optional<Duration> after(String reason, LocalDateTime setAt) {
    Matcher words = WORDS.matcher(reason);
    return words.find() ? left(words.group(1), words.group(2), setAt) : Optional.empty();
  }

  /** Whether the end that a reason tells has its date. */
  public static boolean isDated(String reason) {
    Matcher words = WORDS.matcher(reason);
    return words.find() && words.group(1) != null;
  }

  private static Optional<Duration> left(@Nullable String date, String time, LocalDateTime setAt) {
    if (date != null) {
      try {
        Duration left = Duration.between(setAt, LocalDateTime.parse(date + "T" + time));
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
      } catch (DateTimeException noDate) {
        return Optional.empty();
      }
    }
    long seconds = Duration.between(setAt.toLocalTime(), LocalTime.parse(time)).toSeconds();
    // Over midnight.
    Duration left = Duration.ofSeconds(Math.floorMod(seconds, Duration.ofDays(1).toSeconds()));
    return Optional.of(left.compareTo(HALF_A_DAY) > 0 ? Duration.ZERO : left);
  }
}
