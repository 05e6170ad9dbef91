package dev.slurmec2.slurm;

import java.util.Set;

/**
 * A node's state: a base state and flags, as {@code scontrol show node} prints them since Slurm
 * 21.08. The spelling of 20.11 ({@code IDLE*}, {@code IDLE#}, {@code +POWER}) is translated by the
 * reader.
 *
 * @param base DOWN, IDLE, ALLOCATED, ERROR, MIXED, FUTURE or UNKNOWN
 * @param flags CLOUD, DRAIN, POWERED_DOWN, … without the base
 */
public record NodeState(String base, Set<String> flags) {
  public NodeState {
    flags = Set.copyOf(flags);
  }

  /** Whether the flag is set. Exact words: POWER_DOWN, POWERED_DOWN and POWERING_DOWN differ. */
  public boolean has(String flag) {
    return flags.contains(flag);
  }

  /** Whether the base is that word. */
  public boolean is(String word) {
    return base.equals(word);
  }
}
