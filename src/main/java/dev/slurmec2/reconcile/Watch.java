package dev.slurmec2.reconcile;

/**
 * Conditions whose duration neither Slurm nor EC2 tells. The memory of earlier sweeps does; without
 * it they begin anew, and what rests on them happens later.
 */
enum Watch {
  /** POWERING_UP without a running instance. */
  POWERING_UP_EMPTY,
  /** POWERING_DOWN and an instance is live. */
  POWERING_DOWN_LIVE,
  /** POWERING_DOWN and none is live. */
  POWERING_DOWN_EMPTY,
  /** Up without a running instance. */
  UP_EMPTY,
  /** Up, NOT_RESPONDING, and not yet DOWN. */
  SILENT,
  /** POWERED_DOWN, IDLE and NOT_RESPONDING. */
  STUCK,
  /** Allocated, POWERED_DOWN and not asked up, and none is live: see {@link AllocatedOff}. */
  ALLOCATED_OFF_EMPTY,
  /** COMPLETING, IDLE, POWERED_DOWN, and none is live. */
  COMPLETING_OFF_EMPTY,
  /** COMPLETING and DRAIN. */
  COMPLETING_DRAIN,
  /** DOWN and POWERED_DOWN. */
  DOWN_OFF,
  /** Out of service by an administrator's word, or meant to be: see {@link Held}. */
  HELD,
  /** The same, and DOWN. */
  HELD_DOWN,
  /** Out of service by an administrator's word, and off. */
  HELD_OFF,
  /** Put back by an administrator, and the reason stands all the same. */
  PUT_BACK,
  /** POWERING_UP, with or without an instance: what is up in the next sweep has booted. */
  BOOTING,
  /** An instance's status check fails: for how long when EC2's clock is not known. */
  IMPAIRED,
  /** A live instance is shown: for its age when EC2's clock is not known. */
  INSTANCE
}
