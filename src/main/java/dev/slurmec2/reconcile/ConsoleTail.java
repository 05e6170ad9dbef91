package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.Instance;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of an instance's console, kept in the log: once it is ended, nothing else tells why. */
public final class ConsoleTail {
  private static final Logger log = LoggerFactory.getLogger(ConsoleTail.class);

  /** Enough for the end of cloud-init and slurmd's own words. */
  private static final int LINES = 30;

  private ConsoleTail() {}

  /** Asks for the console and logs its last lines as one line; a failure is logged as well. */
  public static void keep(Ec2 ec2, String node, Instance instance) {
    Ec2Result<String> result = ec2.consoleOutput(instance.id());
    if (result instanceof Ec2Result.Failed<String> failed) {
      log.warn("{}: no console output of {}: {}", node, instance.id(), failed.error());
    } else if (result instanceof Ec2Result.Ok<String> ok) {
      List<String> lines = ok.value().lines().filter(line -> !line.isBlank()).toList();
      List<String> tail = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
      log.error(
          "{}: {} ({}), launched {}, {}, console: {}",
          node,
          instance.id(),
          instance.instanceType(),
          instance.launchTime(),
          instance.state(),
          tail.isEmpty() ? "none yet" : String.join(" | ", tail));
    }
  }
}
