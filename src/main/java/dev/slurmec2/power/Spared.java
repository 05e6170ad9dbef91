package dev.slurmec2.power;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SlurmResult;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes that Slurm wants to keep since it asked to end their instances. A suspend that was held up
 * for longer than SuspendTimeout would otherwise end what the next resume has just been given, and
 * a resume-fail what has registered late and runs a job.
 */
final class Spared {
  private static final Logger log = LoggerFactory.getLogger(Spared.class);

  private final PowerSite site;

  Spared(PowerSite site) {
    this.site = site;
  }

  /**
   * Asks Slurm, in one command for all.
   *
   * <p>Without an answer none is spared: Slurm has asked for the end, and some versions answer
   * nobody during a reconfigure.
   *
   * @param isKept by its state, whether a node is spared
   */
  Set<String> among(Collection<String> nodes, Predicate<NodeState> isKept) {
    Set<String> spared = new TreeSet<>();
    if (site.slurm().nodes(nodes) instanceof SlurmResult.Ok<NodeRecords> ok) {
      for (NodeRecord record : ok.value().byName().values()) {
        if (isKept.test(record.state())) {
          spared.add(record.name());
        }
      }
    }
    if (!spared.isEmpty()) {
      log.warn("Asked up again or back in service since, left alone: {}", Hostlist.fold(spared));
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

  /**
   * The same for ResumeFailProgram. slurmctld calls it after it has set a node DOWN and
   * POWERED_DOWN. With ReturnToService=2 it takes back one whose slurmd registers after that,
   * mostly without POWERED_DOWN and at times with it (22.05): its job would lose its machine. An
   * idle one that is POWERED_DOWN is not spared; change-state would end its instance as a leftover.
   * That also becomes of the instance of a spared one that is still POWERED_DOWN when its job ends.
   */
  static boolean isBackInService(NodeState state) {
    boolean runsJob = state.is("ALLOCATED") || state.is("MIXED");
    boolean isUp = state.is("IDLE") && !state.has("POWERED_DOWN");
    boolean changes =
        state.has("POWERING_UP") || state.has("POWERING_DOWN") || state.has("POWER_DOWN");
    boolean answers = !state.has("NOT_RESPONDING");
    return isAskedUpAgain(state) || ((runsJob || isUp) && answers && !changes);
  }
}
