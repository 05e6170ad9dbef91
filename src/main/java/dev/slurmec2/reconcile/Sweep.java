package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** change-state: one look, one decision, and what follows from it. */
public final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

  /** Regions at a time: a cluster spans a handful, and each holds one connection. */
  private static final int REGIONS_AT_ONCE = 8;

  private final Configuration configuration;
  private final Slurm slurm;
  private final Ec2Regions regions;
  private final Clock clock;
  private final Set<String> hostNames;
  private final Lines lines;

  /**
   * @param clock the head node's clock, in the zone in which slurmctld prints times
   * @param hostNames this machine's names; empty if they are not known
   * @param fold writes node names as a hostlist expression
   */
  public Sweep(
      Configuration configuration,
      Slurm slurm,
      Ec2Regions regions,
      Clock clock,
      Set<String> hostNames,
      Function<Collection<String>, String> fold) {
    this.configuration = configuration;
    this.slurm = slurm;
    this.regions = regions;
    this.clock = clock;
    this.hostNames = Set.copyOf(hostNames);
    this.lines = new Lines(fold);
  }

  /**
   * Sweeps once.
   *
   * @param dryRun decides and says everything, and changes nothing, files included
   */
  public SweepResult run(boolean dryRun) {
    if (ActiveController.of(slurm.controllers(), hostNames)
        instanceof ActiveController.Elsewhere elsewhere) {
      return new SweepResult.NotMine(elsewhere.why());
    }
    Path stateDir = configuration.settings().stateDir();
    List<String> warnings = new ArrayList<>();
    if (dryRun) {
      return sweep(true, new MemoryFile(stateDir), warnings);
    }
    try {
      create(stateDir);
      String holder = "process " + ProcessHandle.current().pid() + " since " + clock.instant();
      SweepLock.Attempt attempt = SweepLock.tryLock(stateDir, holder);
      if (attempt instanceof SweepLock.Attempt.Held held) {
        try (SweepLock lock = held.lock()) {
          LOG.debug("Holding {}", lock);
          return sweep(false, new MemoryFile(stateDir), warnings);
        }
      }
      return new SweepResult.NotMine(
          "another sweep is running: " + ((SweepLock.Attempt.Busy) attempt).holder());
    } catch (IOException e) {
      // To sweep without a lock does less harm than not to sweep: instances cost money by the
      // second.
      warnings.add("StateDir " + stateDir + " cannot be used: " + e + ". Sweeping without a lock.");
      return sweep(false, new MemoryFile(stateDir), warnings);
    }
  }

  private static void create(Path stateDir) throws IOException {
    if (!Files.isDirectory(stateDir)) {
      Files.createDirectories(
          stateDir,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private SweepResult sweep(boolean dryRun, MemoryFile memory, List<String> warnings) {
    SlurmResult<String> cluster = ClusterName.of(configuration.settings(), slurm);
    if (cluster instanceof SlurmResult.Failed<String> failed) {
      return new SweepResult.Impossible(failed.message());
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            REGIONS_AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "region");
              thread.setDaemon(true);
              return thread;
            });
    try {
      SlurmResult<Snapshot> look =
          new SnapshotTaker(configuration, slurm, regions, clock)
              .take(((SlurmResult.Ok<String>) cluster).value(), pool);
      if (look instanceof SlurmResult.Failed<Snapshot> failed) {
        return new SweepResult.Impossible(failed.message());
      }
      Snapshot snapshot = ((SlurmResult.Ok<Snapshot>) look).value();
      Assessment assessment = Assessment.of(configuration, snapshot, memory.read());
      if (!dryRun) {
        memory.write(assessment.memory());
      }
      return act(dryRun, snapshot, assessment, warnings, pool);
    } finally {
      pool.shutdownNow();
    }
  }

  private SweepResult act(
      boolean dryRun,
      Snapshot snapshot,
      Assessment assessment,
      List<String> warnings,
      ExecutorService pool) {
    boolean blind = warn(snapshot, warnings);
    List<Finding> acting = assessment.findings().stream().filter(Finding::acts).toList();
    List<Outcome> outcomes = new ArrayList<>();
    assessment.findings().stream()
        .filter(finding -> !finding.acts())
        .forEach(finding -> outcomes.add(Outcome.of(finding, Outcome.Status.REPORTED)));
    List<String> said = say(acting, assessment.findings());
    if (dryRun) {
      acting.forEach(finding -> outcomes.add(Outcome.of(finding, Outcome.Status.DONE)));
    } else if (!acting.isEmpty()) {
      outcomes.addAll(recheckAndRun(acting, snapshot, pool));
    }
    outcomes.forEach(Sweep::logTrouble);
    warnings.forEach(LOG::warn);
    return new SweepResult.Swept(outcomes, said, warnings, blind);
  }

  private List<Outcome> recheckAndRun(
      List<Finding> acting, Snapshot snapshot, ExecutorService pool) {
    SlurmResult<Predicate<Finding>> again = Recheck.of(acting, snapshot.nodes(), slurm);
    List<Outcome> outcomes = new ArrayList<>();
    List<Finding> holding = new ArrayList<>();
    for (Finding finding : acting) {
      if (again instanceof SlurmResult.Ok<Predicate<Finding>> ok) {
        if (ok.value().test(finding)) {
          holding.add(finding);
        } else {
          outcomes.add(Outcome.of(finding, Outcome.Status.CHANGED_MEANWHILE));
        }
      } else if (finding.node().isEmpty()) {
        holding.add(finding);
      } else {
        String why = ((SlurmResult.Failed<Predicate<Finding>>) again).message();
        outcomes.add(Outcome.failed(finding, why));
      }
    }
    outcomes.addAll(new PlanRunner(slurm, regions).run(Plan.of(holding), pool));
    return outcomes;
  }

  /** Logs one line an action, and drift; nodes that are left alone are only for those who ask. */
  private List<String> say(List<Finding> acting, List<Finding> all) {
    List<String> said = new ArrayList<>();
    for (List<Finding> alike : Plan.alike(all)) {
      String line = lines.of(alike);
      if (alike.get(0).acts()) {
        said.add(line);
        LOG.info(line);
      } else if (alike.get(0).rule() == Rule.DRIFT) {
        said.add(line);
        LOG.warn(line);
      } else {
        LOG.debug(line);
      }
    }
    LOG.debug("{} findings, {} of them to act on", all.size(), acting.size());
    return said;
  }

  private static boolean warn(Snapshot snapshot, List<String> warnings) {
    int unanswered = 0;
    for (var region : snapshot.regions().entrySet()) {
      if (region.getValue() instanceof RegionView.Unanswered view) {
        unanswered++;
        warnings.add(
            "EC2 in "
                + region.getKey()
                + " did not answer: "
                + view.error()
                + ". Nothing is decided from the absence of its instances.");
      }
    }
    for (String line : snapshot.nodes().unreadable()) {
      warnings.add("A node's record could not be read, and the node is left alone: " + line);
    }
    return unanswered > 0 && unanswered == snapshot.regions().size();
  }

  private static void logTrouble(Outcome outcome) {
    if (outcome.status() == Outcome.Status.FAILED) {
      LOG.error(
          "{}: {}: {} failed: {}",
          outcome.finding().rule(),
          outcome.finding().subject(),
          outcome.finding().action(),
          outcome.why().orElse("no reason was given"));
    } else if (outcome.status() == Outcome.Status.CHANGED_MEANWHILE) {
      LOG.info(
          "{}: {}: left to the next sweep, Slurm has changed the node meanwhile",
          outcome.finding().rule(),
          outcome.finding().subject());
    }
  }
}
