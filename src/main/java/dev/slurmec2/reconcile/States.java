package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.NodeState;
import java.util.Set;

/**
 * Questions to a node's state. Flags are tested by exact word, never as whole sets: Slurm adds
 * flags from release to release (src/common/slurm_protocol_defs.c, node_state_flags).
 */
final class States {
  private static final Set<String> MANAGED = Set.of("IDLE", "ALLOCATED", "MIXED", "DOWN");

  private States() {}

  /** Whether the base is one that the rules know, and every flag was printed as a word. */
  static boolean isUnderstood(NodeState state) {
    return MANAGED.contains(state.base()) && !state.has("?");
  }

  static boolean isPoweringDown(NodeState state) {
    return state.has("POWERING_DOWN");
  }

  /** Off, and SuspendTimeout is over. */
  static boolean isPoweredDown(NodeState state) {
    return state.has("POWERED_DOWN") && !isPoweringDown(state);
  }

  /** ResumeProgram was called and the node has not registered. */
  static boolean isPoweringUp(NodeState state) {
    return state.has("POWERING_UP") && !state.has("POWERED_DOWN") && !isPoweringDown(state);
  }

  /** Registered, and neither on the way up nor down. */
  static boolean isUp(NodeState state) {
    return !state.has("POWERING_UP") && !state.has("POWERED_DOWN") && !isPoweringDown(state);
  }

  /** Taken out of service, for good or for now. */
  static boolean isOut(NodeState state) {
    return state.is("DOWN") || state.has("DRAIN") || state.has("FAIL");
  }

  /**
   * Whether an administrator works on it: in a maintenance reservation (RESERVED comes with it, and
   * alone is any user's reservation), or rebooting by scontrol.
   */
  static boolean isInMaintenance(NodeState state) {
    return state.has("MAINTENANCE")
        || state.has("REBOOT")
        || state.has("REBOOT_REQUESTED")
        || state.has("REBOOT_ISSUED");
  }
}
