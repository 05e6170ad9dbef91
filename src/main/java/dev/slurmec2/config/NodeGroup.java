package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A node group: nodes that are launched by the same request.
 *
 * @param partition its partition's name
 * @param name NodeGroupName
 * @param maxNodes how many nodes, at least 1
 * @param region the AWS region's name
 * @param profile ProfileName: a profile of the AWS configuration files, else the default chain
 * @param slurmSpecifications further keys of the NodeName line, in file order
 * @param purchasingOption spot or on-demand
 * @param onDemandOptions CreateFleet's OnDemandOptions by API names, possibly without members
 * @param spotOptions CreateFleet's SpotOptions by API names, possibly without members
 * @param launchTemplate which launch template
 * @param overrides CreateFleet's overrides by API names, without SubnetId; at least one
 * @param subnetIds at least one
 * @param tags the user's own tags
 */
public record NodeGroup(
    String partition,
    String name,
    int maxNodes,
    String region,
    Optional<String> profile,
    Map<String, String> slurmSpecifications,
    PurchasingOption purchasingOption,
    Json.ObjectNode onDemandOptions,
    Json.ObjectNode spotOptions,
    LaunchTemplate launchTemplate,
    List<Json.ObjectNode> overrides,
    List<String> subnetIds,
    List<Tag> tags) {

  public NodeGroup {
    slurmSpecifications = Collections.unmodifiableMap(new LinkedHashMap<>(slurmSpecifications));
    overrides = List.copyOf(overrides);
    subnetIds = List.copyOf(subnetIds);
    tags = List.copyOf(tags);
  }

  /** Which one; not its values, which may be parameters'. */
  @Override
  public String toString() {
    return "NodeGroup[" + id() + "]";
  }

  /** Partition and group as one word, {@code partition/group}: unique in a configuration. */
  public String id() {
    return partition + "/" + name;
  }

  /**
   * A node's name: {@code partition-group-index}, without padding.
   *
   * @param index from 0 to maxNodes - 1
   */
  public String nodeName(int index) {
    return partition + "-" + name + "-" + index;
  }

  /** The group's nodes as a hostlist expression: {@code p-g-[0-N]}, or {@code p-g-0} for one. */
  public String range() {
    return maxNodes == 1 ? nodeName(0) : partition + "-" + name + "-[0-" + (maxNodes - 1) + "]";
  }

  /** The index of a node of this group; empty for any other name, also for {@code p-g-007}. */
  public OptionalInt indexOf(String nodeName) {
    String prefix = partition + "-" + name + "-";
    if (!nodeName.startsWith(prefix)) {
      return OptionalInt.empty();
    }
    String digits = nodeName.substring(prefix.length());
    boolean number = digits.matches("0|[1-9][0-9]{0,8}");
    if (!number || Integer.parseInt(digits) >= maxNodes) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(digits));
  }
}
