package dev.slurmec2.power;

import dev.slurmec2.ec2.Ec2Error;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of launches.
 *
 * @param instances by node
 * @param surplus instances that no node needs
 * @param failed why, by node without instance
 */
record ShareResult(
    Map<String, NodeInstance> instances, List<NodeInstance> surplus, Map<String, Ec2Error> failed) {
  ShareResult {
    instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    surplus = List.copyOf(surplus);
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
  }
}
