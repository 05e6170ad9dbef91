package dev.slurmec2.rehearsal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a rehearsal showed. Times count from the moment when slurmctld starts ResumeProgram, those
 * of {@link Suspension} from that of SuspendProgram.
 *
 * @param nodes how many were asked for
 * @param jobs how many waited
 * @param arrival when nodes are up; empty if none comes
 * @param resume how long ResumeProgram runs
 * @param calls by action
 * @param failures what does not come, and why
 * @param uses instances by pool
 * @param surplus instances that were launched and ended again
 * @param cost what the instances cost; empty without a price table
 * @param messages what jobs are told, by id
 * @param suspension how the nodes go away again; empty if none came
 * @param madeUp what was taken for parameters that were not given, by name
 */
public record Report(
    int nodes,
    int jobs,
    Optional<Arrival> arrival,
    Duration resume,
    Map<String, CallCount> calls,
    List<Failure> failures,
    List<PoolUse> uses,
    int surplus,
    Optional<Cost> cost,
    Map<String, List<String>> messages,
    Optional<Suspension> suspension,
    Map<String, String> madeUp) {
  public Report {
    calls = Collections.unmodifiableMap(new TreeMap<>(calls));
    failures = List.copyOf(failures);
    uses = List.copyOf(uses);
    madeUp = Collections.unmodifiableMap(new TreeMap<>(madeUp));
    messages = Collections.unmodifiableMap(new TreeMap<>(messages));
  }

  /**
   * When Slurm knows the nodes' addresses.
   *
   * @param nodes how many come
   * @param boot after this they are up
   */
  public record Arrival(int nodes, Duration first, Duration half, Duration last, Duration boot) {}

  /**
   * Nodes that fail for one reason.
   *
   * @param count how many
   * @param hostlist which
   * @param code EC2's, or a word of the suite's own
   * @param sentence why
   * @param told when Slurm knows, if it is told
   */
  public record Failure(
      int count, String hostlist, String code, String sentence, Optional<Duration> told) {}

  /**
   * Instances of one pool.
   *
   * @param market {@code on-demand}, {@code spot} or {@code capacity-block}
   */
  public record PoolUse(
      String region, String zone, String instanceType, String market, int instances) {}

  /**
   * What the instances cost.
   *
   * @param hourly in the price table's currency
   * @param unpriced pools without a price, as {@code us-east-1 c5.xlarge on-demand}
   */
  public record Cost(BigDecimal hourly, List<String> unpriced) {
    public Cost {
      unpriced = List.copyOf(unpriced);
    }
  }

  /**
   * SuspendProgram for all nodes that came.
   *
   * @param time how long it runs
   * @param left instances that live on
   */
  public record Suspension(
      int nodes, Duration time, Map<String, CallCount> calls, List<Failure> failures, int left) {
    public Suspension {
      calls = Collections.unmodifiableMap(new TreeMap<>(calls));
      failures = List.copyOf(failures);
    }
  }

  /** Whether all nodes come and go. */
  public boolean allWell() {
    return failures.isEmpty()
        && suspension.map(end -> end.failures().isEmpty() && end.left() == 0).orElse(true);
  }
}
