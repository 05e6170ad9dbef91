package dev.slurmec2.ec2;

import dev.slurmec2.config.NodeGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One CreateFleet call of type instant.
 *
 * @param group what to launch; its strings hold no parameter references any more
 * @param count TotalTargetCapacity, from 1 to 1000
 * @param minimum MinTargetCapacity: fewer than these and EC2 launches none; 0 for best effort
 * @param launchId the client token (at most 64 ASCII characters); the same request with the same
 *     token launches nothing twice
 * @param tags on instances and volumes from their first moment
 */
public record FleetRequest(
    NodeGroup group, int count, int minimum, String launchId, Map<String, String> tags) {
  public FleetRequest {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** Which one and how many; not the values of the group and of the tags. */
  @Override
  public String toString() {
    return "FleetRequest[" + launchId + ", " + group.id() + ", count=" + count + "]";
  }
}
