package dev.slurmec2.power;

import dev.slurmec2.capacity.CoolDown;
import dev.slurmec2.config.JobMessages;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile;
import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmJobs.Change;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.state.BootFailures;
import dev.slurmec2.state.ClosedGroups;
import dev.slurmec2.state.DelayedJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells jobs whose nodes could not be had, and no others: why, and when they are tried again. Some
 * of it before Slurm is told of the nodes, which ends interactive jobs, and some of it afterwards,
 * as it is what requeues the others.
 */
final class JobNotices {
  private static final Logger log = LoggerFactory.getLogger(JobNotices.class);

  /**
   * slurmctld itself lets a job that lost its node wait until its credentials have expired: 120 s
   * and one more (job_mgr.c, kill_running_job_by_node_name).
   */
  static final Duration SLURMS_OWN_DELAY = Duration.ofSeconds(121);

  /** How long Slurm may take to requeue: it does so under its own locks, within a second or two. */
  private static final List<Duration> LOOKS =
      List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3));

  /** Doublings beyond this are longer than any delay that can be configured. */
  private static final int MOST_DOUBLINGS = 20;

  private final PowerSite site;
  private final JobMessages settings;
  private final Map<String, Notice> notices = new LinkedHashMap<>();

  /**
   * @param jobs all that wait
   * @param errors why nodes could not be had, by node
   */
  JobNotices(PowerSite site, List<ResumeFile.Job> jobs, Map<String, Ec2Error> errors) {
    this.site = site;
    this.settings = site.launchSettings().jobMessages();
    jobs.forEach(job -> notice(job, errors).ifPresent(notice -> notices.put(job.jobId(), notice)));
  }

  /** Why a job does not start. */
  private record Notice(
      String sentence,
      boolean onlyAdministratorHelps,
      Duration coolDown,
      Map<String, Integer> lacking) {}

  /**
   * Tells interactive jobs why, while they still wait for their nodes: slurmctld passes a message
   * on to srun, and takes a comment, only as long as the job is pending or running (srun_comm.c,
   * srun_user_message; job_mgr.c, _update_job).
   */
  void tellInteractive() {
    if (notices.isEmpty() || !(settings.adminComment() || settings.notifyUser())) {
      return;
    }
    List<SlurmJobs.Job> interactive = find().stream().filter(job -> !job.batch()).toList();
    if (settings.notifyUser()) {
      byNotice(interactive, SlurmJobs.Job::id)
          .forEach((notice, ids) -> change(ids, new Change.Notify(notice.sentence())));
    }
    comment(interactive);
  }

  /**
   * Tells the jobs that Slurm has requeued since it was told of the nodes; holds or delays them.
   */
  void tellRequeued() throws InterruptedException {
    boolean anything =
        settings.adminComment() || settings.delayRequeue() || settings.holdOnConfigurationErrors();
    if (!notices.isEmpty() && anything) {
      List<SlurmJobs.Job> batch = requeued().stream().filter(SlurmJobs.Job::batch).toList();
      comment(batch);
      postpone(batch.stream().filter(SlurmJobs.Job::isPending).toList());
    }
  }

  private void comment(List<SlurmJobs.Job> jobs) {
    if (settings.adminComment()) {
      byNotice(jobs, SlurmJobs.Job::name)
          .forEach((notice, names) -> change(names, new Change.AdminComment(notice.sentence())));
    }
  }

  private Optional<Notice> notice(ResumeFile.Job job, Map<String, Ec2Error> errors) {
    Map<String, Ec2Error> own = new LinkedHashMap<>();
    job.nodesResume().stream()
        .filter(errors::containsKey)
        .forEach(node -> Optional.ofNullable(errors.get(node)).ifPresent(e -> own.put(node, e)));
    return ErrorClasses.mostTelling(own.values())
        .map(
            error -> {
              boolean hopeless = isMendedByAdministratorsOnly(error);
              String then =
                  hopeless && settings.holdOnConfigurationErrors()
                      ? "; held until an administrator has mended it and released the job"
                      : "";
              return new Notice(
                  "slurm-ec2: no instance for "
                      + Hostlist.fold(own.keySet())
                      + ": "
                      + error.message()
                      + " (Code:"
                      + error.code()
                      + ")"
                      + then,
                  hopeless,
                  CoolDown.length(error.code(), site.launchSettings().capacityCoolDown()),
                  countByGroup(own.keySet()));
            });
  }

  private Map<String, Integer> countByGroup(Collection<String> nodes) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    nodes.forEach(
        node ->
            site.configuration()
                .groupOf(node)
                .ifPresent(group -> counts.merge(group.id(), 1, Integer::sum)));
    return counts;
  }

  /** A group that is paused after failed boots launches again by itself. */
  private static boolean isMendedByAdministratorsOnly(Ec2Error error) {
    return (error.errorClass() == ErrorClass.PERMISSION
            || error.errorClass() == ErrorClass.CONFIGURATION)
        && !error.code().equals(BootFailures.CODE);
  }

  /** The jobs as Slurm shows them once it has requeued those that it requeues. */
  private List<SlurmJobs.Job> requeued() throws InterruptedException {
    List<SlurmJobs.Job> found = List.of();
    for (Duration pause : LOOKS) {
      if (!pause.isZero()) {
        site.sleeper().sleep(pause);
      }
      found = find();
      if (found.stream().noneMatch(job -> job.batch() && isLeaving(job))) {
        break;
      }
    }
    return found;
  }

  /** Configuring, running or completing: on its way to pending, if it is one to be requeued. */
  private static boolean isLeaving(SlurmJobs.Job job) {
    return Set.of("CF", "R", "CG", "RQ").contains(job.state());
  }

  /** Those that have to be told something; none when Slurm does not answer. */
  private List<SlurmJobs.Job> find() {
    return site.slurm().jobs().find(notices.keySet())
            instanceof SlurmResult.Ok<List<SlurmJobs.Job>> ok
        // Asked for a task of an array, Slurm may show all of them.
        ? ok.value().stream().filter(job -> notices.containsKey(job.id())).toList()
        : List.of();
  }

  private void postpone(List<SlurmJobs.Job> pending) {
    List<String> held = new ArrayList<>();
    Map<Duration, Map<SlurmJobs.Job, Notice>> delayed = new LinkedHashMap<>();
    for (SlurmJobs.Job job : pending) {
      Notice notice = notices.get(job.id());
      if (notice == null) {
        continue;
      }
      if (notice.onlyAdministratorHelps() && settings.holdOnConfigurationErrors()) {
        held.add(job.name());
      } else if (settings.delayRequeue() && delay(job).compareTo(SLURMS_OWN_DELAY) > 0) {
        delayed.computeIfAbsent(delay(job), delay -> new LinkedHashMap<>()).put(job, notice);
      }
    }
    if (!held.isEmpty()) {
      change(held, new Change.Hold());
    }
    List<DelayedJobs.Row> rows = new ArrayList<>();
    delayed.forEach(
        (delay, jobs) -> {
          Instant eligible = site.now().plus(delay);
          Set<String> failed =
              change(
                  jobs.keySet().stream().map(SlurmJobs.Job::name).toList(),
                  new Change.StartAfter(delay));
          jobs.forEach(
              (job, notice) -> {
                if (!failed.contains(job.name())) {
                  rows.add(row(job, notice, eligible));
                }
              });
        });
    site.delayedJobs().add(rows);
  }

  /**
   * What ends the delay. When EC2 is asked again is known of pools only that had nothing to give:
   * what else fails is tried at the end of the delay.
   */
  private DelayedJobs.Row row(SlurmJobs.Job job, Notice notice, Instant eligible) {
    Instant askedAgain =
        notice.coolDown().isZero()
            ? eligible
            : askedAgain(notice.lacking().keySet(), notice.coolDown());
    return new DelayedJobs.Row(
        job.id(), eligible, askedAgain.isAfter(eligible) ? eligible : askedAgain, notice.lacking());
  }

  /** When the last of the groups launches again; one that has pools left may after a cool-down. */
  private Instant askedAgain(Set<String> groups, Duration coolDown) {
    Map<String, ClosedGroups.Row> closed = site.closedGroups().now();
    Instant otherwise = site.now().plus(coolDown);
    return groups.stream()
        .map(
            group ->
                Optional.ofNullable(closed.get(group))
                    .map(ClosedGroups.Row::until)
                    .orElse(otherwise))
        .max(Comparator.naturalOrder())
        .orElse(otherwise);
  }

  /** Twice as long after each failure. */
  Duration delay(SlurmJobs.Job job) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, job.restarts() - 1));
    Duration delay = settings.firstDelay().multipliedBy(1L << doublings);
    return delay.compareTo(settings.maxDelay()) > 0 ? settings.maxDelay() : delay;
  }

  private Map<Notice, List<String>> byNotice(
      List<SlurmJobs.Job> jobs, Function<SlurmJobs.Job, String> name) {
    Map<Notice, List<String>> byNotice = new LinkedHashMap<>();
    for (SlurmJobs.Job job : jobs) {
      Notice notice = notices.get(job.id());
      if (notice != null) {
        byNotice.computeIfAbsent(notice, n -> new ArrayList<>()).add(name.apply(job));
      }
    }
    return byNotice;
  }

  /** Changes jobs and returns the names of those that Slurm may not have changed. */
  private Set<String> change(Collection<String> ids, Change change) {
    Map<String, String> failed = site.slurm().jobs().change(ids, change);
    failed.forEach((id, message) -> log.warn("Job {}: not told: {}", id, message));
    return failed.keySet();
  }
}
