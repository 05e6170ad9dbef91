package dev.slurmec2.cli;

import dev.slurmec2.reconcile.Status;
import dev.slurmec2.slurm.SlurmResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The cluster at a glance. */
@Command(
    name = "status",
    description = {
      "A table of the node groups: nodes by state, instances, what ended, cool-downs and pauses"
          + " with the time that is left, instances without a node. Changes nothing."
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Option(names = "--json", description = "The same as one JSON object, durations in seconds.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (Cluster cluster = Cluster.open(options, spec.name(), err)) {
      String name = cluster.name();
      SlurmResult<Status.Report> result =
          new Status(
                  cluster.forLooking(),
                  cluster.slurm(),
                  cluster.ec2(),
                  Clock.system(ZoneId.systemDefault()),
                  cluster.wrongParameters())
              .of(name);
      if (!(result instanceof SlurmResult.Ok<Status.Report> ok)) {
        String why = ((SlurmResult.Failed<Status.Report>) result).message();
        Cluster.complain(err, spec.name(), options, why);
        return ExitCodes.NOTHING_DONE;
      }
      Status.Report report = ok.value();
      List<String> lines =
          json ? List.of(StatusText.json(name, report)) : StatusText.table(name, report);
      lines.forEach(out::println);
      return report.unanswered().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED_IN_PART;
    } catch (Cluster.Unusable e) {
      Cluster.complain(err, spec.name(), options, String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }
}
