package dev.slurmec2.power;

import dev.slurmec2.capacity.Demand;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ResumeProgram: gives each node an instance, or tells Slurm at once that it cannot be had.
 *
 * <p>Whatever ends this run half-way, every instance it launched carries the cluster's tag from its
 * first moment, and change-state completes or ends it.
 */
public final class Resume {
  private static final Logger log = LoggerFactory.getLogger(Resume.class);

  /** MinTargetCapacity's maximum, and what RunInstances' resource bucket holds (EC2 API). */
  public static final int FLEET_LIMIT = 1000;

  /** Codes that say that EC2 was never spoken to. */
  private static final Set<String> OUT_OF_REACH =
      Set.of(
          ErrorClasses.NO_CREDENTIALS,
          ErrorClasses.NO_ANSWER,
          ErrorClasses.NO_CONNECTION,
          ErrorClasses.TLS_REFUSED);

  private final PowerSite site;

  public Resume(PowerSite site) {
    this.site = site;
  }

  /** Resumes nodes of which Slurm does not tell who waits for them. */
  public PowerOutcome run(Collection<String> nodes) {
    return run(nodes, List.of());
  }

  /**
   * Resumes nodes.
   *
   * @param nodes names, each once or more; names that are not in partitions.json are left alone
   * @param jobs the jobs that wait for them, in Slurm's order; none where Slurm does not tell
   * @return what became of the nodes that are
   */
  public PowerOutcome run(Collection<String> nodes, List<Job> jobs) {
    Map<NodeGroup, List<String>> wanted = Wanted.byGroup(site.configuration(), nodes);
    if (wanted.isEmpty()) {
      return new PowerOutcome(0, Map.of(), false);
    }
    log.info("Resume asked for {}", Hostlist.fold(Wanted.names(wanted)));
    ResumePlan plan = new ResumePlanner(site).plan(wanted, jobs);
    Takeover takeover = new Takeover(site);
    List<Callable<NodesOutcome>> steps = new ArrayList<>();
    plan.existing()
        .forEach((group, own) -> steps.add(() -> takeover.takeOver(group, own, own.keySet())));
    Demand demand = Demand.of(plan.toLaunch(), jobs, plan.zones());
    steps.addAll(new LaunchRun(site, jobs).steps(demand));
    NodesOutcome done = NodesOutcome.all(site.steps().all(steps));
    Map<String, Ec2Error> errors = new LinkedHashMap<>(plan.failed());
    errors.putAll(done.failed());
    site.ledger().forget(errors.keySet());
    JobNotices notices = new JobNotices(site, jobs, errors);
    tellJobs(notices::tellInteractive);
    Map<String, String> untold = errors.isEmpty() ? Map.of() : new GivenUp(site).tell(errors);
    tellJobs(notices::tellRequeued);
    return outcome(wanted, plan, errors, done.unaddressed(), untold);
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

  private static PowerOutcome outcome(
      Map<NodeGroup, List<String>> wanted,
      ResumePlan plan,
      Map<String, Ec2Error> errors,
      Map<String, String> unaddressed,
      Map<String, String> untold) {
    Map<String, String> failed = new LinkedHashMap<>(unaddressed);
    errors.forEach((node, error) -> failed.put(node, error.toString()));
    failed.putAll(untold);
    int asked = Wanted.names(wanted).size();
    boolean nothingReached =
        failed.size() == asked
            && (errors.values().stream().allMatch(Resume::isOutOfReach) || untold.size() == asked);
    log.info(
        "Resume done: {} of {} nodes have their instances{}",
        asked - failed.size(),
        asked,
        plan.left().isEmpty()
            ? ""
            : "; " + Hostlist.fold(plan.left()) + " left to the run that launches them");
    return new PowerOutcome(asked - failed.size(), failed, nothingReached && !failed.isEmpty());
  }

  private static boolean isOutOfReach(Ec2Error error) {
    return OUT_OF_REACH.contains(error.code());
  }
}
