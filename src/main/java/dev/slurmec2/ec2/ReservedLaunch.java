package dev.slurmec2.ec2;

import dev.slurmec2.config.NodeGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One RunInstances call into a capacity reservation or capacity block. CreateFleet cannot name one:
 * it takes it from the launch template only.
 *
 * @param group what to launch; its strings hold no parameter references any more
 * @param choice which of the group's overrides in which of its subnets
 * @param reservation where to; its InstanceType is launched
 * @param count MaxCount, from 1 to 1000
 * @param minimum MinCount: fewer than these and EC2 launches none
 * @param placementGroup the placement group to launch into
 * @param launchId the client token (at most 64 ASCII characters); the same request with the same
 *     token launches nothing twice
 * @param tags on instances and volumes from their first moment
 */
public record ReservedLaunch(
    NodeGroup group,
    FleetRequest.Choice choice,
    CapacityReservation reservation,
    int count,
    int minimum,
    Optional<String> placementGroup,
    String launchId,
    Map<String, String> tags) {
  public ReservedLaunch {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** Which one and how many; not the values of the group and of the tags. */
  @Override
  public String toString() {
    return "ReservedLaunch["
        + launchId
        + ", "
        + group.id()
        + ", "
        + reservation.id()
        + ", count="
        + count
        + "]";
  }
}
