package dev.slurmec2.sandbox.engine;

import java.util.Locale;

/** The states that an instance of a fleet goes through, with EC2's numbers. */
public enum InstanceState {
  PENDING(0),
  RUNNING(16),
  SHUTTING_DOWN(32),
  TERMINATED(48);

  private final int code;

  InstanceState(int code) {
    this.code = code;
  }

  /** EC2's number of the state. */
  public int code() {
    return code;
  }

  /** EC2's name of the state. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Pending or running. */
  public boolean isLive() {
    return this == PENDING || this == RUNNING;
  }
}
