package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.power.FleetLauncher.Launched;
import dev.slurmec2.power.ResumePlan.Batch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** How long throttled launches are asked for again: less than any useful ResumeTimeout. */
  private static final Duration LAUNCH_PATIENCE = Duration.ofMinutes(1);

  /**
   * How long instances may take to show their addresses. Together with the above it is less than
   * the shortest useful GraceSeconds, after which change-state ends what has no name.
   */
  private static final Duration ARRIVAL_PATIENCE = Duration.ofSeconds(80);

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

  /**
   * Resumes nodes.
   *
   * @param nodes names, each once or more; names that are not in partitions.json are left alone
   * @return what became of the nodes that are
   */
  public PowerOutcome run(Collection<String> nodes) {
    Map<NodeGroup, List<String>> wanted = Wanted.byGroup(site.configuration(), nodes);
    if (wanted.isEmpty()) {
      return new PowerOutcome(0, Map.of(), false);
    }
    log.info("Resume asked for {}", Hostlist.fold(Wanted.names(wanted)));
    ResumePlan plan = new ResumePlanner(site).plan(wanted);
    Map<String, Ec2Error> errors = new LinkedHashMap<>(plan.failed());
    Map<String, String> unaddressed = new LinkedHashMap<>();
    List<Callable<BatchOutcome>> steps = new ArrayList<>();
    for (Batch batch : plan.batches()) {
      steps.add(() -> carryOut(batch));
    }
    for (BatchOutcome outcome : site.steps().all(steps)) {
      errors.putAll(outcome.errors());
      unaddressed.putAll(outcome.unaddressed());
    }
    site.ledger().forget(errors.keySet());
    Map<String, String> untold = errors.isEmpty() ? Map.of() : new GivenUp(site).tell(errors);
    return outcome(wanted, plan, errors, unaddressed, untold);
  }

  /** What became of one batch. */
  private record BatchOutcome(Map<String, Ec2Error> errors, Map<String, String> unaddressed) {}

  private BatchOutcome carryOut(Batch batch) {
    try {
      return launchAndHandOver(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(batch, "Interrupted", "the run was interrupted");
    } catch (RuntimeException e) {
      log.error("{}: {} failed unexpectedly", batch.group().id(), Hostlist.fold(batch.nodes()), e);
      return failed(batch, "InternalFailure", "slurm-ec2 failed; see its log");
    }
  }

  private static BatchOutcome failed(Batch batch, String code, String message) {
    Ec2Error error = new Ec2Error(ErrorClass.UNKNOWN, code, message);
    Map<String, Ec2Error> errors = new LinkedHashMap<>();
    batch.nodes().forEach(node -> errors.put(node, error));
    return new BatchOutcome(errors, Map.of());
  }

  private BatchOutcome launchAndHandOver(Batch batch) throws InterruptedException {
    NodeGroup group = batch.group();
    Ec2 ec2 = site.ec2().of(group);
    Map<String, Ec2Error> errors = new LinkedHashMap<>();
    Map<String, String> ids = new LinkedHashMap<>(batch.existing());
    List<String> unneeded = new ArrayList<>();
    if (!batch.toLaunch().isEmpty()) {
      Launched launched =
          new FleetLauncher(site).launch(group, batch.toLaunch(), site.now().plus(LAUNCH_PATIENCE));
      site.ledger().launched(launched.instances());
      ids.putAll(launched.instances());
      unneeded.addAll(launched.surplus());
      errors.putAll(launched.failed());
      logAssignments(group, launched.instances());
    }
    Map<String, String> unaddressed = new LinkedHashMap<>();
    Handover handover = new Handover(site);
    Arrival.Missing missing =
        new Arrival(site)
            .await(
                ec2,
                group.identity(),
                ids,
                site.now().plus(ARRIVAL_PATIENCE),
                arrived -> {
                  Handover.Failed failed = handover.handOver(group, arrived);
                  errors.putAll(failed.untagged());
                  unaddressed.putAll(failed.unaddressed());
                });
    errors.putAll(missing.died());
    missing
        .unseen()
        .forEach(
            (node, error) -> {
              // An instance that was there before may be a running node: it is nobody's to end.
              if (batch.existing().containsKey(node)) {
                unaddressed.put(node, error.toString());
              } else {
                errors.put(node, error);
              }
            });
    errors.keySet().stream().map(ids::get).filter(id -> id != null).forEach(unneeded::add);
    end(group, ec2, unneeded);
    return new BatchOutcome(errors, unaddressed);
  }

  private static void logAssignments(NodeGroup group, Map<String, String> instances) {
    if (!instances.isEmpty()) {
      log.info("{}: launched {}", group.id(), new TreeMap<>(instances));
    }
  }

  private static void end(NodeGroup group, Ec2 ec2, List<String> instanceIds) {
    if (instanceIds.isEmpty()) {
      return;
    }
    TerminateOutcome outcome = ec2.terminate(instanceIds);
    log.info("{}: ended {}, which no node can use", group.id(), new TreeSet<>(outcome.ended()));
    outcome
        .failed()
        .forEach(
            (id, error) ->
                log.error(
                    "{}: {} could not be ended: {}; change-state tries again",
                    group.id(),
                    id,
                    error));
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
