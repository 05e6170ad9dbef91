package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a resume run is to do.
 *
 * @param batches launches and hand-overs, independent of each other
 * @param failed nodes that cannot be had, already known
 * @param left nodes that another run is launching right now
 */
record ResumePlan(List<Batch> batches, Map<String, Ec2Error> failed, List<String> left) {
  ResumePlan {
    batches = List.copyOf(batches);
    failed = Map.copyOf(failed);
    left = List.copyOf(left);
  }

  /**
   * Nodes of one group that are dealt with together.
   *
   * @param group without parameter references
   * @param toLaunch nodes that need an instance, at most {@link Resume#FLEET_LIMIT}
   * @param existing instance id by node, for nodes that have one: only handed over
   */
  record Batch(NodeGroup group, List<String> toLaunch, Map<String, String> existing) {
    Batch {
      toLaunch = List.copyOf(toLaunch);
      existing = Collections.unmodifiableMap(new LinkedHashMap<>(existing));
    }

    List<String> nodes() {
      List<String> nodes = new ArrayList<>(existing.keySet());
      nodes.addAll(toLaunch);
      return nodes;
    }
  }

  /** A group's nodes cut into batches of at most {@code limit} launches; pure. */
  static List<Batch> cut(
      NodeGroup group, List<String> toLaunch, Map<String, String> existing, int limit) {
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < toLaunch.size(); from += limit) {
      batches.add(
          new Batch(
              group, toLaunch.subList(from, Math.min(from + limit, toLaunch.size())), Map.of()));
    }
    if (!existing.isEmpty()) {
      batches.add(new Batch(group, List.of(), existing));
    }
    return batches;
  }
}
