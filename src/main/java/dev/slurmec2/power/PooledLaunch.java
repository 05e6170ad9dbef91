package dev.slurmec2.power;

import dev.slurmec2.capacity.JobShare;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.LaunchTokens;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Launches a group's nodes that no job needs together: as many at once as EC2's launch limit lets
 * through now, which become nodes before the next are asked for, since an instance that has no name
 * at the end of GraceSeconds is ended. Nodes that the limit does not let through in time are told
 * to Slurm before anything is waited for.
 */
final class PooledLaunch {
  private static final Logger log = LoggerFactory.getLogger(PooledLaunch.class);

  /**
   * A boot's share of ResumeTimeout: half of it, but no more than any sensible image needs. What is
   * launched later than that does not register in time.
   */
  private static final Duration LONGEST_BOOT = Duration.ofMinutes(5);

  /**
   * A request has to be worth its calls (CreateFleet, describe, one update of Slurm): it is made
   * when what comes in so long is there.
   */
  private static final Duration REFILL = Duration.ofSeconds(10);

  /** How often in a row EC2 may refuse everything although the local model has tokens. */
  private static final int MOST_REFUSALS = FleetLauncher.PAUSES.size();

  private final PowerSite site;
  private final NodeGroup group;
  private final Takeover takeover;
  private final Failures failures;
  private final Instant deadline;
  private final List<NodesOutcome> outcomes = new ArrayList<>();
  private boolean hasWaited;

  /** Where nodes that cannot be had are told. */
  interface Failures {
    /** Adds nodes; Slurm may be told later. */
    void add(Map<String, Ec2Error> errors);

    /** Tells Slurm now, and from now on at once. */
    void tellAtOnce();
  }

  /**
   * @param group without parameter references
   */
  PooledLaunch(PowerSite site, NodeGroup group, Takeover takeover, Failures failures) {
    this.site = site;
    this.group = group;
    this.takeover = takeover;
    this.failures = failures;
    Duration resumeTimeout = ExistingInstances.resumeTimeout(site);
    // Not by dividedBy, which needs decimals: Java 25 takes 15 ms to make the first.
    Duration half = Duration.ofMillis(resumeTimeout.toMillis() / 2);
    Duration boot = half.compareTo(LONGEST_BOOT) > 0 ? LONGEST_BOOT : half;
    this.deadline = site.now().plus(resumeTimeout).minus(boot);
  }

  /** Launches the nodes, in their order. */
  NodesOutcome launch(List<String> nodes) throws InterruptedException {
    try {
      return launchInTime(nodes);
    } finally {
      if (hasWaited) {
        site.waitingNodes().done(nodes);
      }
    }
  }

  private NodesOutcome launchInTime(List<String> nodes) throws InterruptedException {
    List<String> open = inTime(nodes, Duration.ZERO);
    int refusals = 0;
    while (!open.isEmpty()) {
      int count = Math.min(Math.min(open.size(), Resume.FLEET_LIMIT), launchableNow());
      if (!isWorthAsking(open)) {
        awaitTokens(open);
      } else {
        List<String> chunk = open.subList(0, count);
        Map<String, Ec2Error> throttled = launchChunk(chunk);
        List<String> rest = new ArrayList<>(throttled.keySet());
        rest.addAll(open.subList(count, open.size()));
        open = rest;
        boolean inVain = throttled.size() == count && isWorthAsking(open);
        refusals = inVain ? refusals + 1 : 0;
        if (refusals > MOST_REFUSALS) {
          Map<String, Ec2Error> failed = new LinkedHashMap<>();
          Ec2Error error = throttled.values().iterator().next();
          open.forEach(node -> failed.put(node, error));
          fail(failed);
          break;
        }
        if (!throttled.isEmpty() && isWorthAsking(open)) {
          // By the local model there are tokens; only EC2 knows better.
          pause(FleetLauncher.PAUSES.get(Math.max(0, refusals - 1)), open);
        }
      }
      // The first judgement told Slurm the number; the seconds since then must not change it.
      open = inTime(open, REFILL);
    }
    return NodesOutcome.all(outcomes);
  }

  /** The nodes that can be launched before the deadline; the others have failed. */
  private List<String> inTime(List<String> open, Duration slack) {
    Duration left = Duration.between(site.now(), deadline).plus(slack);
    List<LaunchTokens> places = tokens();
    long possible = 0;
    for (LaunchTokens tokens : places) {
      possible += left.isNegative() ? 0 : tokens.within(left);
    }
    if (open.isEmpty() || possible >= open.size()) {
      return open;
    }
    List<String> late = open.subList((int) possible, open.size());
    Ec2Error error =
        places.get(0).tooLate(RegionProfile.of(group).toString(), (int) possible, late.size());
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    late.forEach(node -> failed.put(node, error));
    fail(failed);
    failures.tellAtOnce();
    return List.copyOf(open.subList(0, (int) possible));
  }

  /** Home first: the tokens of a place that is a fallback count when home has too few. */
  private int launchableNow() {
    List<LaunchTokens> places = tokens();
    int home = places.get(0).now();
    return home >= worthAsking(places.get(0))
        ? home
        : places.stream().mapToInt(LaunchTokens::now).max().orElse(home);
  }

  private boolean isWorthAsking(List<String> open) {
    return launchableNow() >= Math.min(open.size(), worthAsking());
  }

  private int worthAsking() {
    return worthAsking(tokens().get(0));
  }

  private static int worthAsking(LaunchTokens tokens) {
    double refill = tokens.perSecond() * REFILL.toSeconds();
    return (int) Math.max(1, Math.min(Math.min(tokens.atOnce(), Resume.FLEET_LIMIT), refill));
  }

  private List<LaunchTokens> tokens() {
    return group.ways().stream()
        .map(RegionProfile::of)
        .distinct()
        .map(where -> site.ec2().in(where.region(), where.profile()).launchTokens())
        .toList();
  }

  private void awaitTokens(List<String> open) throws InterruptedException {
    int useful = Math.min(open.size(), worthAsking());
    Duration wait =
        tokens().stream().map(tokens -> tokens.timeFor(useful)).min(Duration::compareTo).get();
    log.info(
        "{}: EC2's launch limit ({}) lets {} more through in {} s; {} to come",
        group.id(),
        tokens().get(0).limit(),
        useful,
        Math.max(1, wait.toSeconds()),
        Hostlist.fold(open));
    pause(wait, open);
  }

  /** Waits, but no longer than it takes somebody else's tokens to be given back. */
  private void pause(Duration wait, List<String> open) throws InterruptedException {
    failures.tellAtOnce();
    // Other runs and change-state must go on seeing that these nodes are being launched.
    site.ledger().claim(open);
    site.waitingNodes().await(open);
    hasWaited = true;
    site.sleeper().sleep(wait.compareTo(REFILL) > 0 ? REFILL : wait);
  }

  /** Launches and hands over; what was throttled may be asked for again. */
  private Map<String, Ec2Error> launchChunk(List<String> nodes) throws InterruptedException {
    JobShare share = new JobShare(group, Optional.empty(), nodes, false, false, Optional.empty());
    FleetLauncher launcher = FleetLauncher.thatDoesNotWait(site, deadline.plus(REFILL));
    ShareResult result = new GroupLaunch(site, launcher, group).launch(List.of(share)).get(0);
    LaunchRun.keep(site, result.instances());
    if (!result.surplus().isEmpty()) {
      new Ending(site).end(group.id(), result.surplus(), "which no node needs");
    }
    outcomes.add(takeover.takeOver(group, result.instances(), Set.of()));
    Map<String, Ec2Error> throttled = new LinkedHashMap<>();
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    result
        .failed()
        .forEach(
            (node, error) ->
                (error.errorClass() == ErrorClass.THROTTLED ? throttled : failed).put(node, error));
    fail(failed);
    failures.add(outcomes.get(outcomes.size() - 1).failed());
    return throttled;
  }

  private void fail(Map<String, Ec2Error> failed) {
    if (!failed.isEmpty()) {
      outcomes.add(new NodesOutcome(failed, Map.of()));
      failures.add(failed);
    }
  }
}
