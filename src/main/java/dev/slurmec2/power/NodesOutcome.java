package dev.slurmec2.power;

import dev.slurmec2.ec2.Ec2Error;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of nodes that were launched or handed over.
 *
 * @param failed nodes that cannot be had, and why
 * @param unaddressed nodes that have their instances but not their addresses: change-state sets
 *     those
 */
record NodesOutcome(Map<String, Ec2Error> failed, Map<String, String> unaddressed) {

  /** All of them together. */
  static NodesOutcome all(List<NodesOutcome> outcomes) {
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    Map<String, String> unaddressed = new LinkedHashMap<>();
    for (NodesOutcome outcome : outcomes) {
      failed.putAll(outcome.failed());
      unaddressed.putAll(outcome.unaddressed());
    }
    return new NodesOutcome(failed, unaddressed);
  }
}
