package dev.slurmec2.cli;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A program that slurmctld calls with a hostlist. */
abstract class PowerCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(
      paramLabel = "HOSTLIST",
      description = "Nodes as a Slurm hostlist expression, as in aws-node-[0-3,7].")
  private String hostlist = "";

  @Spec private CommandSpec spec;

  /** Says where the configuration is, as the option --config-dir does. */
  final void configuredIn(Path directory) {
    options.configDirectory = directory;
  }

  /** What to do before the configuration is read; the resume file does not wait. */
  void first() {}

  /** Does it. */
  abstract PowerOutcome run(PowerSite site, List<String> nodes);

  @Override
  public final Integer call() {
    return run(spec.name(), hostlist, spec.commandLine().getErr());
  }

  /**
   * Runs it.
   *
   * @param program the subcommand, as it stands in the log
   * @param nodes a hostlist
   * @return the exit code
   */
  final int run(String program, String nodes, PrintWriter err) {
    first();
    try (Cluster cluster = Cluster.open(options, program, err)) {
      return ExitCodes.of(run(cluster.powerSite(), Hostlist.expand(nodes)));
    } catch (HostlistException e) {
      Cluster.complain(err, program, options, String.valueOf(e.getMessage()));
      return ExitCodes.USAGE_OR_CONFIGURATION;
    } catch (Cluster.Unusable e) {
      Cluster.complain(err, program, options, String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }
}
