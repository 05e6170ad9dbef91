package dev.slurmec2.state;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Node groups all of whose pools are in a cool-down, in a file of StateDir: resume, which finds it
 * out, tells change-state. Only a cache: when the file is lost, nodes that are shown down come back
 * at the end that their reason tells, and no more are shown down before EC2 is asked again.
 */
public final class ClosedGroups {
  private static final Logger log = LoggerFactory.getLogger(ClosedGroups.class);

  private final CachedLines file;
  private final Duration longest;
  private final InstantSource clock;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   * @param longest CapacityCoolDownSeconds: an end that is further ahead was written before the
   *     clock was set back
   * @param clock this host's clock
   */
  public ClosedGroups(Path stateDir, Duration longest, InstantSource clock) {
    this.file =
        new CachedLines(
            stateDir.resolve("closed-groups"),
            log,
            "{} cannot be used ({}): nodes that no job has asked for stay idle while no pool has"
                + " capacity. Make StateDir writable for SlurmUser.");
    this.longest = longest;
    this.clock = clock;
  }

  /**
   * A group that launches nothing for a while.
   *
   * @param until when it launches again
   * @param code EC2's error code, or a word in its form
   * @param why a sentence without its end
   */
  public record Row(Instant until, String code, String why) {

    /**
     * For a node's reason: why, until when, and the code; the same for all of the group's nodes.
     *
     * @param zone slurmctld's
     */
    public String sentence(ZoneId zone) {
      return why + " " + Until.time(until, zone) + " (Code:" + code + ")";
    }
  }

  /** Those that are not over, by the group's id. Nothing is written. */
  public Map<String, Row> now() {
    return current(file.read());
  }

  /** Closes a group, whatever it was. */
  public void close(String group, Row row) {
    change(
        rows -> {
          rows.put(group, row);
          return rows;
        });
  }

  /** Opens a group: one of its pools can be asked again. */
  public void open(String group) {
    if (now().containsKey(group)) {
      change(
          rows -> {
            rows.remove(group);
            return rows;
          });
    }
  }

  private interface Change {
    Map<String, Row> of(Map<String, Row> rows);
  }

  private void change(Change change) {
    file.change(
        lines -> {
          List<String> changed = new ArrayList<>();
          change.of(current(lines)).forEach((group, row) -> changed.add(line(group, row)));
          return changed;
        });
  }

  private Map<String, Row> current(List<String> lines) {
    Instant now = clock.instant();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split(" ", 4);
      if (parts.length == 4 && !parts[3].isBlank()) {
        until(parts[0])
            .filter(end -> end.isAfter(now) && !end.isAfter(now.plus(longest)))
            .ifPresent(end -> rows.put(parts[2], new Row(end, parts[1], parts[3])));
      }
    }
    return rows;
  }

  private static String line(String group, Row row) {
    return row.until().toEpochMilli() + " " + row.code() + " " + group + " " + row.why();
  }

  private static Optional<Instant> until(String millis) {
    try {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
    } catch (NumberFormatException damaged) {
      return Optional.empty();
    }
  }
}
