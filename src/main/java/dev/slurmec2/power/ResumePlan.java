package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a resume run is to do. Its groups hold no parameter references.
 *
 * @param toLaunch nodes that need an instance, by group
 * @param existing nodes that have an instance and are only handed over, by group
 * @param zones zones of nodes that have an instance, and of others of the same jobs
 * @param failed nodes that cannot be had, already known
 * @param left nodes that another run is launching right now
 * @param leftOut why second choices are not tried, by the id of their group
 */
record ResumePlan(
    Map<NodeGroup, List<String>> toLaunch,
    Map<NodeGroup, Map<String, NodeInstance>> existing,
    Map<String, String> zones,
    Map<String, Ec2Error> failed,
    List<String> left,
    Map<String, List<String>> leftOut) {
  ResumePlan {
    toLaunch = Collections.unmodifiableMap(new LinkedHashMap<>(toLaunch));
    existing = Collections.unmodifiableMap(new LinkedHashMap<>(existing));
    zones = Map.copyOf(zones);
    failed = Map.copyOf(failed);
    left = List.copyOf(left);
    leftOut = Map.copyOf(leftOut);
  }
}
