package dev.slurmec2.cli;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import dev.slurmec2.power.PowerOutcome;
import dev.slurmec2.power.PowerSite;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A program that slurmctld calls with a hostlist. */
abstract class PowerCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Parameters(
      paramLabel = "HOSTLIST",
      description = "Nodes as a Slurm hostlist expression, as in aws-node-[0-3,7].")
  private String hostlist;

  @Spec private CommandSpec spec;

  /** What to do before the configuration is read; the resume file does not wait. */
  void first() {}

  /** Does it. */
  abstract PowerOutcome run(PowerSite site, List<String> nodes);

  @Override
  public final Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    first();
    try (Cluster cluster = Cluster.open(options, spec.name(), err)) {
      List<String> nodes = Hostlist.expand(hostlist);
      return ExitCodes.of(run(cluster.powerSite(), nodes));
    } catch (HostlistException e) {
      return failed(err, ExitCodes.USAGE_OR_CONFIGURATION, String.valueOf(e.getMessage()));
    } catch (Cluster.Unusable e) {
      return failed(err, e.exitCode(), String.valueOf(e.getMessage()));
    }
  }

  private int failed(PrintWriter err, int exitCode, String message) {
    Cluster.complain(err, spec.name(), options, message);
    return exitCode;
  }
}
