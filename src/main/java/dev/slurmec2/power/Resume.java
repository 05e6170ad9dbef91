package dev.slurmec2.power;

import dev.slurmec2.capacity.Demand;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.DelayedStarts;
import dev.slurmec2.reconcile.RegionProfile;
import dev.slurmec2.slurm.ResumeFile.Job;
import dev.slurmec2.state.UsedRegions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    noteRegions(wanted.keySet());
    FailedNodes failures = new FailedNodes(site, jobs);
    List<Callable<Done>> parts = new ArrayList<>();
    IndependentGroups.of(site.configuration(), wanted, jobs)
        .forEach(part -> parts.add(() -> resume(part, jobs, failures)));
    List<Done> done = site.steps().all(parts);
    Map<String, String> untold = failures.tellRest();
    letStart(wanted, failures.all().keySet());
    return outcome(wanted, done, failures.all(), untold);
  }

  /** Before the first launch: whatever partitions.json says later, what is there is found. */
  private void noteRegions(Collection<NodeGroup> groups) {
    new UsedRegions(site.configuration().settings().stateDir())
        .use(
            groups.stream()
                .flatMap(group -> RegionProfile.allOf(group).stream())
                .map(RegionProfile::place)
                .toList());
  }

  /**
   * Jobs that wait for as many nodes of a group as it has just got need wait no longer. A group
   * that lacks some has no more to give.
   */
  private void letStart(Map<NodeGroup, List<String>> wanted, Set<String> failed) {
    Map<String, Integer> launched = new LinkedHashMap<>();
    wanted.forEach(
        (group, nodes) -> {
          if (nodes.stream().noneMatch(failed::contains)) {
            launched.put(group.id(), nodes.size());
          }
        });
    if (!launched.isEmpty()) {
      new DelayedStarts(
              site.delayedJobs(), site.slurm().jobs(), site.clock(), ZoneId.systemDefault())
          .endCovered(launched)
          .forEach(line -> log.info("{}", line));
    }
  }

  /**
   * What became of a part, but for the nodes that failed.
   *
   * @param unaddressed why, by node that has an instance but no address in Slurm
   * @param left nodes that another run is launching
   */
  private record Done(Map<String, String> unaddressed, List<String> left) {}

  /** One part, which waits for no other: not for EC2, nor to tell Slurm what failed. */
  private Done resume(Map<NodeGroup, List<String>> part, List<Job> jobs, FailedNodes failures) {
    ResumePlan plan = new ResumePlanner(site).plan(part, jobs);
    failures.leftOut(plan.leftOut());
    failures.add(plan.failed());
    Takeover takeover = new Takeover(site);
    List<Callable<NodesOutcome>> steps = new ArrayList<>();
    plan.existing()
        .forEach(
            (group, own) ->
                steps.add(
                    () -> {
                      NodesOutcome outcome = takeover.takeOver(group, own, own.keySet());
                      failures.add(outcome.failed());
                      return outcome;
                    }));
    Demand demand = Demand.of(plan.toLaunch(), jobs, plan.zones());
    steps.addAll(new LaunchRun(site, jobs, failures).steps(demand));
    NodesOutcome done = NodesOutcome.all(site.steps().all(steps));
    failures.add(done.failed());
    failures.tellSoFar();
    return new Done(done.unaddressed(), plan.left());
  }

  private static PowerOutcome outcome(
      Map<NodeGroup, List<String>> wanted,
      List<Done> done,
      Map<String, Ec2Error> errors,
      Map<String, String> untold) {
    Map<String, String> failed = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    for (Done part : done) {
      failed.putAll(part.unaddressed());
      left.addAll(part.left());
    }
    errors.forEach((node, error) -> failed.put(node, error.toString()));
    failed.putAll(untold);
    int asked = Wanted.names(wanted).size();
    Set<String> unaddressed = new TreeSet<>();
    done.forEach(part -> unaddressed.addAll(part.unaddressed().keySet()));
    boolean nothingReached =
        unaddressed.isEmpty()
            && failed.size() == asked
            && (errors.values().stream().allMatch(Resume::isOutOfReach) || untold.size() == asked);
    log.info(
        "Resume done: {} of {} nodes have their instances{}",
        asked - failed.size(),
        asked,
        left.isEmpty() ? "" : "; " + Hostlist.fold(left) + " left to the run that launches them");
    if (!unaddressed.isEmpty()) {
      log.error(
          "{} have instances that run and cost, and Slurm was not told their addresses ({}). Once"
              + " slurmctld answers, change-state gives them their addresses, or ends them where"
              + " Slurm does not want the nodes; `suspend {}` ends them now.",
          Hostlist.fold(unaddressed),
          failed.get(unaddressed.iterator().next()),
          Hostlist.fold(unaddressed));
    }
    return new PowerOutcome(asked - failed.size(), failed, nothingReached && !failed.isEmpty());
  }

  private static boolean isOutOfReach(Ec2Error error) {
    return OUT_OF_REACH.contains(error.code());
  }
}
