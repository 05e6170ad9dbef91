package dev.slurmec2.ec2;

import dev.slurmec2.config.NodeGroup;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One CreateFleet call of type instant.
 *
 * @param group what to launch; its strings hold no parameter references any more
 * @param choices which of the group's overrides in which of its subnets; at least one
 * @param count TotalTargetCapacity, from 1 to 1000
 * @param minimum MinTargetCapacity: fewer than these and EC2 launches none; 0 for best effort
 * @param singleZone whether all instances must be in one zone, unless the group's own options say
 *     something of it
 * @param placementGroup the placement group to launch into
 * @param launchId the client token (at most 64 ASCII characters); the same request with the same
 *     token launches nothing twice
 * @param tags on instances and volumes from their first moment
 */
public record FleetRequest(
    NodeGroup group,
    List<Choice> choices,
    int count,
    int minimum,
    boolean singleZone,
    Optional<String> placementGroup,
    String launchId,
    Map<String, String> tags) {
  public FleetRequest {
    choices = List.copyOf(choices);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** Which one and how many; not the values of the group and of the tags. */
  @Override
  public String toString() {
    return "FleetRequest[" + launchId + ", " + group.id() + ", count=" + count + "]";
  }

  /** All of the group's overrides in all of its subnets, in any zones, in no placement group. */
  public FleetRequest(
      NodeGroup group, int count, int minimum, String launchId, Map<String, String> tags) {
    this(group, Choice.all(group), count, minimum, false, Optional.empty(), launchId, tags);
  }

  /**
   * An override in a subnet.
   *
   * @param override its index among the group's overrides
   * @param subnetId one of the group's subnets
   */
  public record Choice(int override, String subnetId) {

    /** Each override of the group in each of its subnets. */
    public static List<Choice> all(NodeGroup group) {
      return IntStream.range(0, group.overrides().size())
          .boxed()
          .flatMap(index -> group.subnetIds().stream().map(subnet -> new Choice(index, subnet)))
          .toList();
    }
  }
}
