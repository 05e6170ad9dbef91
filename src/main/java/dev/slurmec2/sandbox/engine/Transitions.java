package dev.slurmec2.sandbox.engine;

import java.util.List;

/**
 * What happened since somebody last asked.
 *
 * @param started instances that became running
 * @param ended instances that had become running and are now shutting down or gone
 */
public record Transitions(List<InstanceView> started, List<InstanceView> ended) {
  public Transitions {
    started = List.copyOf(started);
    ended = List.copyOf(ended);
  }
}
