package dev.slurmec2.cli;

import dev.slurmec2.reconcile.Sweep;
import dev.slurmec2.reconcile.SweepResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One sweep. */
@Command(
    name = ChangeStateCommand.NAME,
    description = {
      "Compares Slurm with EC2 once and mends the differences: lost instances, stuck nodes,"
          + " orphans. Run it each minute, as SlurmUser, on every host that may be the controller;"
          + " only the active one acts, and only one sweep at a time.",
      "docs/change-state.md has the rules."
    })
final class ChangeStateCommand implements Callable<Integer> {
  static final String NAME = "change-state";

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--dry-run",
      description = "Print what would be done, with the rule and what was seen; do nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  /** Says where the configuration is, as the option --config-dir does. */
  void configuredIn(Path directory) {
    options.configDirectory = directory;
  }

  @Override
  public Integer call() {
    return run(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  /** Sweeps and returns the exit code. */
  int run(PrintWriter out, PrintWriter err) {
    try (Cluster cluster = Cluster.open(options, NAME, err)) {
      SweepResult result =
          new Sweep(
                  cluster.forLooking(),
                  cluster.slurm(),
                  cluster.ec2(),
                  Clock.system(ZoneId.systemDefault()),
                  HostNames.ofThisHost())
              .run(cluster.name(), dryRun);
      report(result, out, err);
      return result.exitCode();
    } catch (Cluster.Unusable e) {
      Cluster.complain(err, NAME, options, String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }

  private void report(SweepResult result, PrintWriter out, PrintWriter err) {
    if (result instanceof SweepResult.Impossible impossible) {
      Cluster.complain(err, NAME, options, impossible.why());
    } else if (result instanceof SweepResult.NotMine notMine) {
      LoggerFactory.getLogger(ChangeStateCommand.class).info("Nothing done: {}", notMine.why());
      if (dryRun) {
        out.println("Nothing would be done: " + notMine.why());
      }
    } else if (dryRun && result instanceof SweepResult.Swept swept) {
      swept.warnings().forEach(warning -> err.println("warning: " + warning));
      swept.lines().forEach(out::println);
      if (swept.lines().isEmpty()) {
        out.println("Nothing to do: Slurm and EC2 agree.");
      }
    }
  }
}
