package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmJobs.Change;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.state.DelayedJobs;
import dev.slurmec2.state.DelayedJobs.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Ends the start delays that the suite has given jobs, as soon as EC2 is asked again for what they
 * lack, or has given as much: a delay is there so that nothing is tried in vain, and no job is to
 * wait longer than that. Only where Slurm still shows the start that the suite has set: another one
 * is the user's or an administrator's.
 */
public final class DelayedStarts {

  /**
   * How much later than noted a job may be shown: scontrol adds the delay when it runs, which takes
   * a while on a busy machine.
   */
  private static final Duration LATE = Duration.ofSeconds(30);

  /** Slurm shows whole seconds. */
  private static final Duration EARLY = Duration.ofSeconds(2);

  private final DelayedJobs delayed;
  private final SlurmJobs jobs;
  private final InstantSource clock;
  private final ZoneId zone;

  /**
   * @param clock this host's clock
   * @param zone in which slurmctld prints times
   */
  public DelayedStarts(DelayedJobs delayed, SlurmJobs jobs, InstantSource clock, ZoneId zone) {
    this.delayed = delayed;
    this.jobs = jobs;
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * Lets those start for whose nodes EC2 is asked again by now.
   *
   * @param dryRun says it, and changes nothing, files included
   * @return a line for each kind of what was done
   */
  List<String> endDue(boolean dryRun) {
    Instant now = clock.instant();
    return end(row -> !row.askedAgain().isAfter(now), "EC2 is asked again for their nodes", dryRun);
  }

  /**
   * Lets those start that lack no more than was just launched at once.
   *
   * @param launched how many nodes got an instance, by the node group's id
   * @return as {@link #endDue}
   */
  public List<String> endCovered(Map<String, Integer> launched) {
    return end(row -> row.isCovered(launched), "EC2 has given as many instances", false);
  }

  private List<String> end(Predicate<Row> which, String why, boolean dryRun) {
    Map<String, Row> rows = new LinkedHashMap<>();
    delayed.now().stream().filter(which).forEach(row -> rows.put(row.id(), row));
    if (rows.isEmpty()
        || !(jobs.find(rows.keySet()) instanceof SlurmResult.Ok<List<SlurmJobs.Job>> ok)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (SlurmJobs.Job job : ok.value()) {
      Row row = rows.get(job.id());
      if (row != null
          && job.isPending()
          && job.eligible().filter(at -> isOurs(at, row)).isPresent()) {
        names.add(job.name());
      }
    }
    Set<String> failed = new LinkedHashSet<>();
    if (!dryRun) {
      if (!names.isEmpty()) {
        failed.addAll(jobs.change(names, new Change.StartAfter(Duration.ZERO)).keySet());
      }
      Set<String> over = new LinkedHashSet<>(rows.keySet());
      // What Slurm did not take is tried again by the next sweep.
      ok.value().stream()
          .filter(job -> failed.contains(job.name()))
          .map(SlurmJobs.Job::id)
          .forEach(over::remove);
      delayed.remove(over);
    }
    names.removeAll(failed);
    return names.isEmpty()
        ? List.of()
        : List.of("jobs " + String.join(",", names) + " may start: " + why);
  }

  private boolean isOurs(LocalDateTime shown, Row row) {
    LocalDateTime noted = LocalDateTime.ofInstant(row.eligible(), zone);
    return !shown.isBefore(noted.minus(EARLY)) && !shown.isAfter(noted.plus(LATE));
  }
}
