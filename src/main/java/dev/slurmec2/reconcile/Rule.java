package dev.slurmec2.reconcile;

import java.util.Locale;

/** The rules by name. What each sees and does, and why, stands where it is judged. */
public enum Rule {
  HELD,
  HANDS_OFF,
  DRIFT,
  TWINS,
  LEFTOVER,
  ORPHAN,
  FINISH,
  RECOVER,
  UNDRAIN,
  STUCK,
  ALLOCATED_OFF,
  COMPLETING_OFF,
  CLOSED,
  DEAD,
  INVALID,
  COMPLETE,
  NEVER_CAME,
  COMPLETING,
  IMPAIRED,
  INTERRUPTED,
  UNBACKED;

  /** The rule's name as logs, reasons and the documentation write it: {@code never-came}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
