package dev.slurmec2.chaos;

/** A fault of the suite's own, put between it and the world: the checks have to find it. */
enum Defect {
  /** The suite as it is. */
  NONE,
  // A rule of the reconcile table each, as if it were not there. Without finish nodes are back
  // later, by SuspendTimeout, and nothing is wrong.
  RECOVER,
  UNDRAIN,
  STUCK,
  DEAD,
  INVALID,
  COMPLETE,
  NEVER_CAME,
  COMPLETING,
  ALLOCATED_OFF,
  COMPLETING_OFF,
  UNBACKED,
  IMPAIRED,
  LEFTOVER,
  TWINS,
  ORPHAN,
  /** An operator's reasons are taken for the suite's. */
  HANDS_OFF,
  /** Maintenance and reboots are not seen. */
  NO_MAINTENANCE,
  /** SuspendExcNodes is not read. */
  NO_EXCLUSION,
  /** Every host takes itself for the active controller. */
  EVERYWHERE_ACTIVE,
  /** Resume does not look whether a node is up before it takes it down. */
  RESUME_DOES_NOT_LOOK,
  /** A termination is believed and never asked for: neither suspend nor a sweep ends anything. */
  NOTHING_ENDS,
  /** Updates of Slurm's states by the sweep are lost. */
  SWEEP_CHANGES_NOTHING
}
