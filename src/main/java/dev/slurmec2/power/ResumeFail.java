package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.power.NodeInstances.Located;
import dev.slurmec2.reconcile.ConsoleTail;
import dev.slurmec2.reconcile.RegionProfile;
import dev.slurmec2.slurm.UpdateOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ResumeFailProgram: nodes whose slurmd did not register before ResumeTimeout. Slurm calls no
 * SuspendProgram for them and leaves their addresses (21.08.7 on; power_save.c), so both are done
 * here, unless the node is back in service by now ({@link Spared}). What the instance printed is
 * kept in the log: it is all that tells why.
 */
public final class ResumeFail {
  private static final Logger log = LoggerFactory.getLogger(ResumeFail.class);

  /** Consoles are one call an instance; with more failures than this they look all alike. */
  private static final int CONSOLES = 8;

  private final PowerSite site;

  public ResumeFail(PowerSite site) {
    this.site = site;
  }

  /**
   * Cleans up after nodes that did not boot in time.
   *
   * @param nodes names, each once or more; names that are not in partitions.json are left alone
   */
  public PowerOutcome run(Collection<String> nodes) {
    Map<NodeGroup, List<String>> wanted = Wanted.byGroup(site.configuration(), nodes);
    if (wanted.isEmpty()) {
      return new PowerOutcome(0, Map.of(), false);
    }
    List<String> names = Wanted.names(wanted);
    log.error("Not up before ResumeTimeout: {}", Hostlist.fold(names));
    NodeInstances.Found found = new NodeInstances(site).find(wanted);
    keepConsoles(wanted, found);
    site.bootFailures().failed(failedBoots(wanted, found));
    Suspend.Ended ending = new Suspend(site).end(wanted, Spared::isBackInService);
    List<String> ended = names.stream().filter(node -> !ending.spared().contains(node)).toList();
    UpdateOutcome reset =
        ended.isEmpty() ? UpdateOutcome.ALL_DONE : site.slurm().resetAddresses(ended);
    Map<String, String> failed = new LinkedHashMap<>(reset.failed());
    failed.putAll(ending.failed());
    reset
        .failed()
        .forEach((node, message) -> log.error("{}: address not reset: {}", node, message));
    return new PowerOutcome(
        ended.size() - failed.size(), failed, ending.unanswered() == names.size());
  }

  /** By group; what has no instance, as after a resume run that died, is no failed boot. */
  private static Map<String, Integer> failedBoots(
      Map<NodeGroup, List<String>> wanted, NodeInstances.Found found) {
    Map<String, Integer> failures = new LinkedHashMap<>();
    wanted.forEach(
        (group, names) -> {
          int booted = (int) names.stream().filter(node -> !found.of(node).isEmpty()).count();
          if (booted > 0) {
            failures.put(group.id(), booted);
          }
        });
    return failures;
  }

  private void keepConsoles(Map<NodeGroup, List<String>> wanted, NodeInstances.Found found) {
    List<Callable<Boolean>> steps = new ArrayList<>();
    wanted.forEach(
        (group, names) -> {
          for (String node : names) {
            for (Located located : found.of(node)) {
              if (steps.size() < CONSOLES) {
                steps.add(() -> keepConsole(node, located));
              }
            }
          }
        });
    site.steps().all(steps);
  }

  private boolean keepConsole(String node, Located located) {
    RegionProfile where = located.where();
    ConsoleTail.keep(site.ec2().in(where.region(), where.profile()), node, located.instance());
    return true;
  }
}
