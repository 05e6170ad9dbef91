package dev.slurmec2.state;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs whose start the suite has put off since their nodes could not be had, in a file of StateDir:
 * resume writes it, and whoever learns that they can be tried again lets them start. Only a cache:
 * when it is lost, jobs wait until the time that Slurm shows.
 */
public final class DelayedJobs {
  private static final Logger log = LoggerFactory.getLogger(DelayedJobs.class);

  private final CachedLines file;
  private final InstantSource clock;

  /**
   * @param stateDir where the file is kept; created when something has to be kept
   * @param clock this host's clock
   */
  public DelayedJobs(Path stateDir, InstantSource clock) {
    this.file =
        new CachedLines(
            stateDir.resolve("delayed-jobs"),
            log,
            "{} cannot be used ({}): jobs whose start was put off wait until then, also when their"
                + " nodes can be had earlier. Make StateDir writable for SlurmUser.");
    this.clock = clock;
  }

  /**
   * A job that waits.
   *
   * @param id as resume files name it
   * @param eligible until when Slurm does not try it, as the suite told it
   * @param askedAgain when EC2 is asked again for what it lacks, if that is known; else the same
   * @param lacking how many nodes it lacked, by the node group's id
   */
  public record Row(String id, Instant eligible, Instant askedAgain, Map<String, Integer> lacking) {
    public Row {
      lacking = Map.copyOf(lacking);
    }

    /**
     * Whether a run has got as much as the job lacks.
     *
     * @param launched how many nodes got an instance, by the node group's id
     */
    public boolean isCovered(Map<String, Integer> launched) {
      return !lacking.isEmpty()
          && lacking.entrySet().stream()
              .allMatch(entry -> launched.getOrDefault(entry.getKey(), 0) >= entry.getValue());
    }
  }

  /** Those that still wait. Nothing is written. */
  public List<Row> now() {
    return List.copyOf(current(file.read()).values());
  }

  /** Remembers jobs, each instead of what was known of it. */
  public void add(Collection<Row> rows) {
    if (!rows.isEmpty()) {
      change(
          known -> {
            rows.forEach(row -> known.put(row.id(), row));
            return known;
          });
    }
  }

  /** Forgets jobs that wait no longer. */
  public void remove(Set<String> ids) {
    if (!ids.isEmpty()) {
      change(
          known -> {
            known.keySet().removeAll(ids);
            return known;
          });
    }
  }

  private void change(UnaryOperator<Map<String, Row>> change) {
    file.change(
        lines -> change.apply(current(lines)).values().stream().map(DelayedJobs::line).toList());
  }

  private Map<String, Row> current(List<String> lines) {
    Instant now = clock.instant();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : lines) {
      row(line)
          .filter(row -> row.eligible().isAfter(now))
          .ifPresent(row -> rows.put(row.id(), row));
    }
    return rows;
  }

  private static String line(Row row) {
    String lacking =
        row.lacking().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .sorted()
            .collect(Collectors.joining(","));
    return row.id()
        + " "
        + row.eligible().toEpochMilli()
        + " "
        + row.askedAgain().toEpochMilli()
        + " "
        + lacking;
  }

  private static Optional<Row> row(String line) {
    List<String> words = List.of(line.split(" ", -1));
    if (words.size() != 4 || !words.get(0).matches("\\d{1,10}")) {
      return Optional.empty();
    }
    try {
      Map<String, Integer> lacking = new LinkedHashMap<>();
      for (String group : words.get(3).split(",", -1)) {
        int sign = group.lastIndexOf('=');
        if (sign > 0) {
          lacking.put(group.substring(0, sign), Integer.parseInt(group.substring(sign + 1)));
        }
      }
      return Optional.of(
          new Row(
              words.get(0),
              Instant.ofEpochMilli(Long.parseLong(words.get(1))),
              Instant.ofEpochMilli(Long.parseLong(words.get(2))),
              lacking));
    } catch (NumberFormatException damaged) {
      return Optional.empty();
    }
  }
}
