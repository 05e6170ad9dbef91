package dev.slurmec2.state;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many boots of each node group failed in a row, in a file of StateDir. A row that has reached
 * the limit pauses its group: an image that does not boot is not paid for all night. Only a cache:
 * when the file is lost the counting begins anew.
 */
public final class BootFailures {
  private static final Logger log = LoggerFactory.getLogger(BootFailures.class);

  /**
   * How long a group is paused after the latest failure: long against a boot, so that a fault costs
   * a few per cent of what it would, and short against the time in which somebody mends it. When it
   * is over the group is tried again, and one more failure pauses it again.
   */
  public static final Duration PAUSE = Duration.ofMinutes(15);

  /** In the reasons of a paused group's nodes, as EC2's codes. */
  public static final String CODE = "BootFailures";

  /** A row whose latest failure is older than this is no evidence of anything any more. */
  static final Duration REMEMBERED = Duration.ofDays(1);

  private final CachedLines file;
  private final int limit;
  private final InstantSource clock;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   * @param limit how many failures in a row pause a group; 0 never pauses one
   * @param clock this host's clock
   */
  public BootFailures(Path stateDir, int limit, InstantSource clock) {
    this.file =
        new CachedLines(
            stateDir.resolve("boot-failures"),
            log,
            "{} cannot be used ({}): failed boots are not counted. Make StateDir writable for"
                + " SlurmUser.");
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * Failures of one group with no success between them.
   *
   * @param count how many
   * @param first when the row began
   * @param latest when the latest was seen
   * @param pausedUntil when the group launches again; empty if it is not paused
   */
  public record Row(int count, Instant first, Instant latest, Optional<Instant> pausedUntil) {}

  /**
   * The end of a pause as it stands in a reason: {@code until 14:05:00}, in slurmctld's zone as
   * Slurm's own times are.
   */
  public static String until(Instant end, ZoneId zone) {
    return Until.time(end, zone);
  }

  /**
   * How long a node stays down whose reason says that its group is paused.
   *
   * @param reason a node's reason
   * @param setAt when it was set, in slurmctld's zone
   * @return from then to the end of the pause; empty if the reason does not say one
   */
  public static Optional<Duration> pauseIn(String reason, LocalDateTime setAt) {
    return reason.contains("(Code:" + CODE + ")")
        ? Until.after(reason, setAt).filter(left -> left.compareTo(PAUSE) <= 0)
        : Optional.empty();
  }

  /** The rows by the group's id; groups without one are missing. Nothing is written. */
  public Map<String, Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    remembered(file.read()).forEach(entry -> rows.put(entry.group(), row(entry)));
    return rows;
  }

  /** The row of that group, if there is one. */
  public Optional<Row> rowOf(String group) {
    return Optional.ofNullable(rows().get(group));
  }

  /** Counts failures, by the group's id. */
  public void failed(Map<String, Integer> failuresByGroup) {
    if (failuresByGroup.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    change(
        entries -> {
          Map<String, Entry> byGroup = new LinkedHashMap<>();
          entries.forEach(entry -> byGroup.put(entry.group(), entry));
          failuresByGroup.forEach(
              (group, count) ->
                  byGroup.merge(
                      group,
                      new Entry(group, count, now, now),
                      (old, more) ->
                          new Entry(group, old.count() + more.count(), old.first(), now)));
          byGroup.values().stream()
              .filter(entry -> failuresByGroup.containsKey(entry.group()))
              .forEach(this::say);
          return new ArrayList<>(byGroup.values());
        });
  }

  /** Ends the rows of groups: a node of theirs came up. */
  public void succeeded(Collection<String> groups) {
    if (!groups.isEmpty()) {
      change(entries -> entries.stream().filter(e -> !groups.contains(e.group())).toList());
    }
  }

  private void say(Entry entry) {
    Row row = row(entry);
    row.pausedUntil()
        .ifPresentOrElse(
            until ->
                log.error(
                    "{}: {} boots failed in a row (BootFailureLimit is {}); it launches nothing"
                        + " until {}",
                    entry.group(),
                    entry.count(),
                    limit,
                    until),
            () -> log.warn("{}: {} boots failed in a row", entry.group(), entry.count()));
  }

  private Row row(Entry entry) {
    Instant now = clock.instant();
    // A clock that was set back must not make a pause longer.
    Instant latest = entry.latest().isAfter(now) ? now : entry.latest();
    Instant until = latest.plus(PAUSE);
    boolean paused = limit > 0 && entry.count() >= limit && until.isAfter(now);
    return new Row(
        entry.count(), entry.first(), latest, paused ? Optional.of(until) : Optional.empty());
  }

  private void change(UnaryOperator<List<Entry>> change) {
    file.change(lines -> change.apply(remembered(lines)).stream().map(Entry::line).toList());
  }

  private List<Entry> remembered(List<String> lines) {
    Instant oldest = clock.instant().minus(REMEMBERED);
    return lines.stream()
        .map(Entry::read)
        .flatMap(Optional::stream)
        .filter(entry -> entry.latest().isAfter(oldest))
        .toList();
  }

  /** A line: which group, how many, since when, the latest when. */
  private record Entry(String group, int count, Instant first, Instant latest) {
    String line() {
      return group + " " + count + " " + first.toEpochMilli() + " " + latest.toEpochMilli();
    }

    static Optional<Entry> read(String line) {
      String[] parts = line.split(" ", -1);
      if (parts.length != 4) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Entry(
                parts[0],
                Math.max(0, Integer.parseInt(parts[1])),
                Instant.ofEpochMilli(Long.parseLong(parts[2])),
                Instant.ofEpochMilli(Long.parseLong(parts[3]))));
      } catch (NumberFormatException damaged) {
        return Optional.empty();
      }
    }
  }
}
