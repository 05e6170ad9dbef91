package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.UpdateOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Does what was decided. Regions end their instances beside each other and beside Slurm's commands;
 * every step stands alone, so that one that fails stops no other.
 */
final class PlanRunner {
  /**
   * How long all regions together are waited for once Slurm's commands are done: the next sweep
   * cannot start before, and it ends what is left.
   */
  private static final Duration REGION_LIMIT = Duration.ofSeconds(50);

  private final Slurm slurm;
  private final Ec2Regions regions;
  private final Duration regionLimit;

  PlanRunner(Slurm slurm, Ec2Regions regions) {
    this(slurm, regions, REGION_LIMIT);
  }

  /**
   * @param regionLimit how long the regions are waited for
   */
  PlanRunner(Slurm slurm, Ec2Regions regions, Duration regionLimit) {
    this.slurm = slurm;
    this.regions = regions;
    this.regionLimit = regionLimit;
  }

  /**
   * Runs a plan.
   *
   * @return one outcome for each finding in the plan
   */
  List<Outcome> run(Plan plan, ExecutorService pool) {
    Map<RegionProfile, Future<List<Outcome>>> terminations = new LinkedHashMap<>();
    plan.terminations()
        .forEach(
            (where, findings) ->
                terminations.put(
                    where,
                    pool.submit(() -> isolated(findings, () -> terminate(where, findings)))));
    List<Outcome> outcomes = new ArrayList<>();
    if (!plan.addresses().isEmpty()) {
      outcomes.addAll(isolated(plan.addresses(), () -> setAddresses(plan.addresses())));
    }
    plan.changes()
        .forEach(
            (change, findings) ->
                outcomes.addAll(isolated(findings, () -> change(change, findings))));
    long deadline = System.nanoTime() + regionLimit.toNanos();
    plan.terminations()
        .forEach(
            (where, findings) ->
                outcomes.addAll(
                    await(
                        where,
                        findings,
                        deadline,
                        Objects.requireNonNull(terminations.get(where)))));
    return outcomes;
  }

  private List<Outcome> terminate(RegionProfile where, List<Finding> findings) {
    List<String> ids = findings.stream().map(Finding::subject).toList();
    TerminateOutcome ended = regions.in(where.region(), where.profile()).terminate(ids);
    return findings.stream()
        .map(
            finding -> {
              Ec2Error error = ended.failed().get(finding.subject());
              return error == null
                  ? Outcome.of(finding, Outcome.Status.DONE)
                  : Outcome.failed(finding, error.toString());
            })
        .toList();
  }

  private List<Outcome> setAddresses(List<Finding> findings) {
    List<NodeAddress> addresses =
        findings.stream()
            .flatMap(
                finding ->
                    finding.action() instanceof Action.SetAddress set
                        ? Stream.of(set.address())
                        : Stream.empty())
            .toList();
    return outcomes(findings, slurm.setAddresses(addresses).failed());
  }

  /** Each state is asked only of the nodes that took the one before. */
  private List<Outcome> change(Action.Change change, List<Finding> findings) {
    Map<String, String> failed = new LinkedHashMap<>();
    List<String> nodes = findings.stream().map(Finding::subject).toList();
    if (change.resetAddress()) {
      failed.putAll(slurm.resetAddresses(nodes).failed());
    }
    Optional<String> reason = change.reason();
    for (StateRequest state : change.states()) {
      List<String> left = nodes.stream().filter(node -> !failed.containsKey(node)).toList();
      if (!left.isEmpty()) {
        UpdateOutcome outcome = slurm.setState(left, state, reason);
        failed.putAll(outcome.failed());
      }
      reason = Optional.empty();
    }
    return outcomes(findings, failed);
  }

  private static List<Outcome> outcomes(List<Finding> findings, Map<String, String> failed) {
    return findings.stream()
        .map(
            finding -> {
              String why = failed.get(finding.subject());
              return why == null
                  ? Outcome.of(finding, Outcome.Status.DONE)
                  : Outcome.failed(finding, why);
            })
        .toList();
  }

  /** A fault of ours in one step is that step's failure. */
  private static List<Outcome> isolated(List<Finding> findings, Supplier<List<Outcome>> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return allFailed(findings, e.toString());
    }
  }

  /** Whether it has been ended after all, the next sweep sees. */
  private List<Outcome> await(
      RegionProfile where, List<Finding> findings, long deadline, Future<List<Outcome>> ended) {
    try {
      return ended.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      ended.cancel(true);
      return allFailed(
          findings,
          "EC2 in %s did not answer within %d s".formatted(where, regionLimit.toSeconds()));
    } catch (ExecutionException e) {
      return allFailed(findings, String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return allFailed(findings, "the sweep was interrupted");
    }
  }

  private static List<Outcome> allFailed(List<Finding> findings, String why) {
    return findings.stream().map(finding -> Outcome.failed(finding, why)).toList();
  }
}
