package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.slurm.ActiveController;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.state.BootFailures;
import dev.slurmec2.state.DelayedJobs;
import dev.slurmec2.state.PrivateMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** change-state: one look, one decision, and what follows from it. */
public final class Sweep {
  /** The rules that take a node down because it has been seen without an instance for a while. */
  private static final Set<Rule> LACKING =
      Set.of(Rule.NEVER_CAME, Rule.UNBACKED, Rule.ALLOCATED_OFF);

  private final Configuration configuration;
  private final Slurm slurm;
  private final Ec2Regions regions;
  private final Clock clock;
  private final Set<String> hostNames;
  private final Supplier<ExecutorService> pools;

  /**
   * @param clock the head node's clock, in the zone in which slurmctld prints times
   * @param hostNames this machine's names, short or full; empty if they are not known
   */
  public Sweep(
      Configuration configuration,
      Slurm slurm,
      Ec2Regions regions,
      Clock clock,
      Set<String> hostNames) {
    this(configuration, slurm, regions, clock, hostNames, Look::pool);
  }

  /**
   * @param pools gives each sweep the pool that asks the regions; it is shut down afterwards
   */
  public Sweep(
      Configuration configuration,
      Slurm slurm,
      Ec2Regions regions,
      Clock clock,
      Set<String> hostNames,
      Supplier<ExecutorService> pools) {
    this.configuration = configuration;
    this.slurm = slurm;
    this.regions = regions;
    this.clock = clock;
    this.hostNames = Set.copyOf(hostNames);
    this.pools = pools;
  }

  /**
   * Sweeps once.
   *
   * @param cluster the value of the cluster tag
   * @param dryRun decides and says everything, and changes nothing, files included
   */
  public SweepResult run(String cluster, boolean dryRun) {
    if (!dryRun) {
      new FormerRegions(configuration).noteConfigured();
    }
    if (isElsewhere()) {
      return new SweepResult.NotMine(
          "The active controller is on another machine; this one is " + hostNames + ".");
    }
    Path stateDir = configuration.settings().stateDir();
    if (dryRun) {
      return sweep(cluster, true, List.of());
    }
    try {
      create(stateDir);
      String holder = "process " + ProcessHandle.current().pid() + " since " + clock.instant();
      SweepLock.Attempt attempt = SweepLock.tryLock(stateDir, holder);
      if (attempt instanceof SweepLock.Attempt.Busy busy) {
        return new SweepResult.NotMine("Another sweep is running: " + busy.holder() + ".");
      }
      SweepLock lock = ((SweepLock.Attempt.Held) attempt).lock();
      try {
        return sweep(cluster, false, List.of());
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      // To sweep without a lock does less harm than not to sweep: instances cost money by the
      // second.
      String warning = "StateDir " + stateDir + " cannot be used, sweeping without a lock: " + e;
      SweepLog.warn(warning);
      return sweep(cluster, false, List.of(warning));
    }
  }

  /** Where nobody can say, the sweep goes on: to do nothing costs money, two sweeps do no harm. */
  private boolean isElsewhere() {
    if (!slurm.mayHaveBackup()) {
      return false;
    }
    if (slurm.controllers() instanceof SlurmResult.Ok<List<Slurm.Controller>> ok) {
      return ActiveController.decide(ok.value(), hostNames) == ActiveController.NO;
    }
    SweepLog.warn("Which controller is active could not be asked; sweeping all the same.");
    return false;
  }

  private static void create(Path stateDir) throws IOException {
    if (!Files.isDirectory(stateDir)) {
      Files.createDirectories(stateDir, PrivateMode.DIRECTORY);
    }
  }

  private SweepResult sweep(String cluster, boolean dryRun, List<String> warnings) {
    ExecutorService pool = pools.get();
    try {
      SnapshotTaker taker = new SnapshotTaker(configuration, slurm, regions, clock);
      SlurmResult<Snapshot> look = taker.takeNodes(cluster, pool);
      if (look instanceof SlurmResult.Failed<Snapshot> failed) {
        return new SweepResult.Impossible(failed.message());
      }
      Snapshot snapshot = ((SlurmResult.Ok<Snapshot>) look).value();
      MemoryFile memory = new MemoryFile(configuration.settings().stateDir());
      Memory before = memory.read();
      Assessment assessment = Assessment.of(configuration, snapshot, before);
      if (!assessment.findings().isEmpty()) {
        // What slurm.conf excludes can only take away what would be done: where nothing would be,
        // as in nearly every sweep, nobody has to be asked.
        snapshot = taker.complete(snapshot);
        assessment = Assessment.of(configuration, snapshot, before);
      }
      if (!dryRun) {
        memory.write(assessment.memory());
      }
      List<String> all = new ArrayList<>(warnings);
      all.addAll(SweepLog.warnings(snapshot));
      if (!dryRun) {
        List<String> silent = new FormerRegions(configuration).looked(snapshot);
        silent.forEach(SweepLog::warn);
        all.addAll(silent);
      }
      List<String> said = SweepLog.say(assessment.findings());
      Boots boots = new Boots(configuration, regions, bootFailures());
      if (!dryRun) {
        boots.keepConsoles(assessment.failedBoots(), pool);
      }
      List<Outcome> outcomes = outcomes(dryRun, snapshot, assessment.findings(), pool);
      if (!dryRun) {
        boots.count(assessment, outcomes);
        Set<String> ended = endedLives(outcomes);
        if (!ended.isEmpty()) {
          memory.write(assessment.memory().afterTheEndOf(ended));
        }
      }
      outcomes.forEach(SweepLog::trouble);
      List<String> removed =
          new UnusedPlacementGroups(configuration, regions).remove(snapshot, dryRun);
      removed.forEach(SweepLog::line);
      List<String> named = new MissingNames(configuration, regions, clock).set(snapshot, dryRun);
      named.forEach(SweepLog::line);
      List<String> started = delayedStarts().endDue(dryRun);
      started.forEach(SweepLog::line);
      said = new ArrayList<>(said);
      said.addAll(started);
      said.addAll(removed);
      said.addAll(named);
      return new SweepResult.Swept(outcomes, said, all, isBlind(snapshot));
    } finally {
      pool.shutdownNow();
    }
  }

  /** The nodes that this sweep has taken down because they lacked an instance. */
  private static Set<String> endedLives(List<Outcome> outcomes) {
    return outcomes.stream()
        .filter(outcome -> outcome.status() == Outcome.Status.DONE)
        .map(Outcome::finding)
        .filter(finding -> LACKING.contains(finding.rule()))
        .flatMap(finding -> finding.node().stream())
        .collect(Collectors.toSet());
  }

  private DelayedStarts delayedStarts() {
    return new DelayedStarts(
        new DelayedJobs(configuration.settings().stateDir(), clock),
        slurm.jobs(),
        clock,
        clock.getZone());
  }

  private BootFailures bootFailures() {
    Settings settings = configuration.settings();
    return new BootFailures(settings.stateDir(), settings.bootFailureLimit(), clock);
  }

  private List<Outcome> outcomes(
      boolean dryRun, Snapshot snapshot, List<Finding> findings, ExecutorService pool) {
    List<Outcome> outcomes = new ArrayList<>();
    List<Finding> acting = new ArrayList<>();
    for (Finding finding : findings) {
      if (!finding.acts()) {
        outcomes.add(Outcome.of(finding, Outcome.Status.REPORTED));
      } else if (dryRun) {
        outcomes.add(Outcome.of(finding, Outcome.Status.DONE));
      } else {
        acting.add(finding);
      }
    }
    if (!acting.isEmpty()) {
      act(acting, snapshot, pool, outcomes);
    }
    return outcomes;
  }

  private void act(
      List<Finding> acting, Snapshot snapshot, ExecutorService pool, List<Outcome> outcomes) {
    if (isElsewhere()) {
      acting.forEach(
          finding -> outcomes.add(Outcome.failed(finding, "another controller has taken over")));
      return;
    }
    SlurmResult<Predicate<Finding>> again = Recheck.of(acting, snapshot.nodes(), slurm);
    List<Finding> holding = new ArrayList<>();
    for (Finding finding : acting) {
      if (finding.node().isEmpty()) {
        holding.add(finding);
      } else if (again instanceof SlurmResult.Failed<Predicate<Finding>> failed) {
        outcomes.add(Outcome.failed(finding, failed.message()));
      } else if (((SlurmResult.Ok<Predicate<Finding>>) again).value().test(finding)) {
        holding.add(finding);
      } else {
        outcomes.add(Outcome.of(finding, Outcome.Status.CHANGED_MEANWHILE));
      }
    }
    outcomes.addAll(new PlanRunner(slurm, regions).run(Plan.of(holding), pool));
  }

  private static boolean isBlind(Snapshot snapshot) {
    return snapshot.regions().values().stream()
        .allMatch(view -> view instanceof RegionView.Unanswered);
  }
}
