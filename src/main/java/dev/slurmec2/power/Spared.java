package dev.slurmec2.power;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SlurmResult;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes that Slurm has asked up again since it asked to end their instances. A program that was
 * held up for longer than SuspendTimeout would otherwise end what the next resume has just been
 * given.
 */
final class Spared {
  private static final Logger log = LoggerFactory.getLogger(Spared.class);

  private final PowerSite site;

  Spared(PowerSite site) {
    this.site = site;
  }

  /**
   * Asks Slurm, in one command for all. Without an answer none is spared: Slurm has asked for the
   * end, and some versions answer nobody during a reconfigure.
   */
  Set<String> among(Collection<String> nodes) {
    Set<String> spared = new TreeSet<>();
    if (site.slurm().nodes(nodes) instanceof SlurmResult.Ok<NodeRecords> ok) {
      for (NodeRecord record : ok.value().byName().values()) {
        if (isAskedUpAgain(record.state())) {
          spared.add(record.name());
        }
      }
    }
    if (!spared.isEmpty()) {
      log.warn("Asked up again since, left alone: {}", Hostlist.fold(spared));
    }
    return spared;
  }

  /**
   * While SuspendProgram is called for it a node is POWERING_DOWN, POWERED_DOWN once SuspendTimeout
   * is over (power_save.c); then only a new resume takes these flags away.
   */
  static boolean isAskedUpAgain(NodeState state) {
    boolean down =
        state.has("POWERING_DOWN") || state.has("POWERED_DOWN") || state.has("POWER_DOWN");
    boolean wanted = state.has("POWERING_UP") || state.is("ALLOCATED") || state.is("MIXED");
    return wanted && !down;
  }
}
