package dev.slurmec2.power;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.power.PooledLaunch.Failures;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of a run that cannot be had. Slurm and the jobs are told when a part of the run ends,
 * which takes the fewest updates; but at once as soon as the run has to wait for something else.
 * Safe for use by several threads.
 */
final class FailedNodes implements Failures {
  private static final Logger log = LoggerFactory.getLogger(FailedNodes.class);

  private final PowerSite site;
  private final List<Job> jobs;
  private final Map<String, Ec2Error> all = new LinkedHashMap<>();
  private final Map<String, Ec2Error> toTell = new LinkedHashMap<>();
  private final Map<String, String> untold = new LinkedHashMap<>();
  private final Set<String> jobsTold = new HashSet<>();
  private final Map<String, List<String>> leftOut = new LinkedHashMap<>();
  private boolean atOnce;

  /**
   * @param jobs those that wait, in Slurm's order
   */
  FailedNodes(PowerSite site, List<Job> jobs) {
    this.site = site;
    this.jobs = List.copyOf(jobs);
  }

  /**
   * Second choices that were not tried: their mistake is told with what was lacking without them.
   *
   * @param sentences why, by the id of their group
   */
  synchronized void leftOut(Map<String, List<String>> sentences) {
    leftOut.putAll(sentences);
  }

  private Ec2Error withLeftOut(String node, Ec2Error error) {
    return site.configuration()
        .groupOf(node)
        .map(group -> leftOut.getOrDefault(group.id(), List.of()))
        .filter(sentences -> !sentences.isEmpty())
        .map(
            sentences ->
                new Ec2Error(
                    error.errorClass(),
                    error.code(),
                    error.message()
                        + "; a Fallback was not tried, since its configuration is wrong: "
                        + String.join(" ", sentences)))
        .orElse(error);
  }

  @Override
  public synchronized void add(Map<String, Ec2Error> errors) {
    errors.forEach(
        (node, error) -> {
          if (!all.containsKey(node)) {
            Ec2Error told = withLeftOut(node, error);
            all.put(node, told);
            toTell.put(node, told);
          }
        });
    if (atOnce) {
      tell();
    }
  }

  @Override
  public synchronized void tellAtOnce() {
    atOnce = true;
    tell();
  }

  /** Why, by node. */
  synchronized Map<String, Ec2Error> all() {
    return new LinkedHashMap<>(all);
  }

  /** Tells what has not been told, as a part of the run is over; others may take much longer. */
  synchronized void tellSoFar() {
    tell();
  }

  /**
   * Tells what has not been told.
   *
   * @return what Slurm said, by node that it did not take down, of the whole run
   */
  synchronized Map<String, String> tellRest() {
    tell();
    return new LinkedHashMap<>(untold);
  }

  private void tell() {
    if (toTell.isEmpty()) {
      return;
    }
    Map<String, Ec2Error> errors = new LinkedHashMap<>(toTell);
    toTell.clear();
    site.ledger().forget(errors.keySet());
    JobNotices notices = new JobNotices(site, concerned(errors), errors);
    tellJobs(notices::tellInteractive);
    untold.putAll(new GivenUp(site).tell(errors));
    tellJobs(notices::tellRequeued);
  }

  /** Each job is told once. */
  private List<Job> concerned(Map<String, Ec2Error> errors) {
    return jobs.stream()
        .filter(job -> job.nodesResume().stream().anyMatch(errors::containsKey))
        .filter(job -> jobsTold.add(job.jobId()))
        .toList();
  }

  private interface Telling {
    void run() throws InterruptedException;
  }

  /** What jobs are told is for people: it fails nothing. */
  private static void tellJobs(Telling telling) {
    try {
      telling.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("Jobs could not be told", e);
    }
  }
}
