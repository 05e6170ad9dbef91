package dev.slurmec2.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one process of the suite has been told by Slurm and by EC2. scontrol has no compare-and-set:
 * what changes between a look and the update that follows is lost. So a process is judged by what
 * it knew, not by what is so.
 */
final class Told {
  /** A node's flags, as last shown. */
  private final Map<String, Look> looks = new HashMap<>();

  /** Names under which EC2 showed a running instance. */
  final Set<String> running = new HashSet<>();

  /** SuspendExcNodes, as last shown. */
  final Set<String> excluded = new HashSet<>();

  /** Whether the answer was that another host's controller is in charge. */
  boolean elsewhere;

  private record Look(
      boolean operators, boolean maintenance, boolean up, boolean poweringUp, boolean unused) {}

  void shown(ModelNode node) {
    looks.put(
        node.name,
        new Look(
            node.isOperators() || node.awaitsAdministrator(),
            node.isInMaintenance(),
            node.isUp() && !node.down,
            node.has("POWERING_UP"),
            node.job == null && !node.has("POWER_UP")));
  }

  /** Whether the node was nobody's when it was last shown. */
  boolean sawFree(String node) {
    Look look = looks.get(node);
    return look != null && !look.operators;
  }

  boolean sawMaintenance(String node) {
    Look look = looks.get(node);
    return look != null && look.maintenance;
  }

  boolean sawUp(String node) {
    Look look = looks.get(node);
    return look != null && look.up;
  }

  boolean sawPoweringUp(String node) {
    Look look = looks.get(node);
    return look != null && look.poweringUp;
  }

  /** Whether no job had the node, nor was it asked up. */
  boolean sawUnused(String node) {
    Look look = looks.get(node);
    return look != null && look.unused;
  }

  /** Up on a machine that runs, and not to be suspended: as far as this process can know. */
  boolean sawProtected(String node) {
    return excluded.contains(node) && sawUp(node) && running.contains(node);
  }
}
