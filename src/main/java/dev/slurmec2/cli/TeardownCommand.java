package dev.slurmec2.cli;

import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.reconcile.Teardown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends a cluster's instances, all of them. */
@Command(
    name = "teardown",
    description = {
      "Shows every instance that carries a cluster's tag in the regions of partitions.json and in"
          + " those that it named before, asks, and ends them all, with the jobs that run on them.",
      "Without a terminal it refuses, unless --yes is given."
    })
final class TeardownCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(TeardownCommand.class);

  @Mixin private CommonOptions options;

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "NAME",
      description = "The value of the tag slurm-ec2:cluster; this or another cluster's name.")
  private String name = "";

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (name.isBlank()) {
      err.println("teardown: --cluster needs a name.");
      return ExitCodes.USAGE_OR_CONFIGURATION;
    }
    try (Cluster cluster = Cluster.open(options, spec.name(), err)) {
      Teardown teardown = new Teardown(cluster.configuration(), cluster.ec2());
      Teardown.Found found = teardown.find(name);
      show(found, out, err);
      if (found.live().isEmpty()) {
        return ExitCodes.NOTHING_DONE;
      }
      int exitCode = found.unanswered().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED_IN_PART;
      if (found.count() == 0) {
        return exitCode;
      }
      if (!yes && !agreed(err)) {
        return ExitCodes.USAGE_OR_CONFIGURATION;
      }
      log.info("teardown: ending {} instances of cluster {}", found.count(), name);
      Map<String, Ec2Error> failed = teardown.end(found);
      failed.forEach((id, error) -> err.println("teardown: " + id + " is not ended: " + error));
      out.println((found.count() - failed.size()) + " of " + found.count() + " ended.");
      return failed.isEmpty() ? exitCode : ExitCodes.FAILED_IN_PART;
    } catch (Cluster.Unusable e) {
      Cluster.complain(err, spec.name(), options, String.valueOf(e.getMessage()));
      return e.exitCode();
    }
  }

  private void show(Teardown.Found found, PrintWriter out, PrintWriter err) {
    found
        .live()
        .forEach(
            (where, instances) ->
                instances.forEach(
                    one ->
                        out.println(
                            "%s %s %s %s %s"
                                .formatted(
                                    one.id(),
                                    one.node().orElse("-"),
                                    one.instanceType(),
                                    one.state(),
                                    where))));
    out.println(sum(found));
    out.flush();
    found
        .unanswered()
        .forEach((where, why) -> err.println("teardown: " + where + " did not answer: " + why));
  }

  /** Where nobody answered nothing is known, which is not the same as nothing. */
  private String sum(Teardown.Found found) {
    if (found.live().isEmpty()) {
      return "Whether there are instances of cluster "
          + name
          + " is not known: no region answered.";
    }
    return found.count()
        + " instances of cluster "
        + name
        + (found.unanswered().isEmpty() ? "." : ", and what there is where EC2 did not answer.");
  }

  private static boolean stdinIsTerminal() {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /** The name has to be typed: a reflex of y and Enter ends no cluster. */
  private boolean agreed(PrintWriter err) {
    if (!stdinIsTerminal()) {
      err.println("teardown: Nothing was ended: there is no terminal to ask on. Say --yes.");
      return false;
    }
    err.print("Type the cluster's name to end them all: ");
    err.flush();
    String answer;
    try {
      answer =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    } catch (IOException e) {
      answer = null;
    }
    if (!name.equals(answer)) {
      err.println("teardown: Nothing was ended.");
      return false;
    }
    return true;
  }
}
