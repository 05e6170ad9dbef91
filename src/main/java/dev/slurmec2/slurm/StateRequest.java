package dev.slurmec2.slurm;

/** The states that the suite asks for by {@code scontrol update nodename=… state=…}. */
public enum StateRequest {
  DOWN,
  DRAIN,
  UNDRAIN,
  IDLE,
  RESUME,
  POWER_UP,
  POWER_DOWN,
  /** From Slurm 21.08 on; on 20.11 the implementation sends DOWN, then POWER_DOWN. */
  POWER_DOWN_FORCE
}
