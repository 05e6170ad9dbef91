package dev.slurmec2.cli;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import dev.slurmec2.reconcile.Explain;
import dev.slurmec2.reconcile.Explain.Explained;
import dev.slurmec2.slurm.SlurmResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Why a node is as it is. */
@Command(
    name = "explain",
    description = {
      "Says of nodes what Slurm says, what EC2 says, which rule of change-state applies and why the"
          + " others do not. Changes nothing."
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Parameters(
      arity = "1..*",
      paramLabel = "NODE",
      description = "Nodes, also as Slurm hostlist expressions, as in aws-node-[0-3,7].")
  private List<String> hostlists = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Cluster cluster = Cluster.open(options, spec.name(), err)) {
      List<String> names = new ArrayList<>();
      hostlists.forEach(text -> names.addAll(Hostlist.expand(text)));
      SlurmResult<Explained> result =
          new Explain(
                  cluster.forLooking(),
                  cluster.slurm(),
                  cluster.ec2(),
                  Clock.system(ZoneId.systemDefault()),
                  cluster.wrongParameters())
              .nodes(cluster.name(), names);
      if (!(result instanceof SlurmResult.Ok<Explained> ok)) {
        String why = ((SlurmResult.Failed<Explained>) result).message();
        Cluster.complain(err, spec.name(), options, why);
        return ExitCodes.NOTHING_DONE;
      }
      ok.value().lines().forEach(out::println);
      if (!ok.value().unknown().isEmpty()) {
        Cluster.complain(
            err,
            spec.name(),
            options,
            "Neither Slurm nor partitions.json knows " + Hostlist.fold(ok.value().unknown()) + ".");
        return ExitCodes.USAGE_OR_CONFIGURATION;
      }
      return ok.value().unanswered() ? ExitCodes.FAILED_IN_PART : ExitCodes.DONE;
    } catch (HostlistException e) {
      Cluster.complain(err, spec.name(), options, String.valueOf(e.getMessage()));
      return ExitCodes.USAGE_OR_CONFIGURATION;
    } catch (Cluster.Unusable e) {
      Cluster.complain(err, spec.name(), options, String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }
}
