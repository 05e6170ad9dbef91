package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IntSummaryStatistics;
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
 * @param policy how its instances are asked for
 * @param fallbacks second choices, in order: the same nodes by other requests; without fallbacks
 *     themselves
 * @param identity how its nodes are named and reached
 * @param fleetOverrides FleetOverrides: members of CreateFleet's request by API names, which count
 *     over all others; possibly none
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
    List<Tag> tags,
    LaunchPolicy policy,
    List<NodeGroup> fallbacks,
    NodeIdentity identity,
    Json.ObjectNode fleetOverrides) {

  private static final Json.ObjectNode NOTHING =
      new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);

  public NodeGroup {
    fallbacks = List.copyOf(fallbacks);
    slurmSpecifications = Collections.unmodifiableMap(new LinkedHashMap<>(slurmSpecifications));
    overrides = List.copyOf(overrides);
    subnetIds = List.copyOf(subnetIds);
    tags = List.copyOf(tags);
  }

  /** A group with the default policy and no second choice. */
  public NodeGroup(
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
    this(
        partition,
        name,
        maxNodes,
        region,
        profile,
        slurmSpecifications,
        purchasingOption,
        onDemandOptions,
        spotOptions,
        launchTemplate,
        overrides,
        subnetIds,
        tags,
        LaunchPolicy.DEFAULT,
        List.of());
  }

  /** A group with the default names and addresses, and nothing to count over its request. */
  public NodeGroup(
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
      List<Tag> tags,
      LaunchPolicy policy,
      List<NodeGroup> fallbacks) {
    this(
        partition,
        name,
        maxNodes,
        region,
        profile,
        slurmSpecifications,
        purchasingOption,
        onDemandOptions,
        spotOptions,
        launchTemplate,
        overrides,
        subnetIds,
        tags,
        policy,
        fallbacks,
        NodeIdentity.standard(partition, name),
        NOTHING);
  }

  /** All ways to get this group's instances: its own request, then its fallbacks in order. */
  public List<NodeGroup> ways() {
    List<NodeGroup> ways = new ArrayList<>();
    ways.add(this);
    ways.addAll(fallbacks);
    return List.copyOf(ways);
  }

  /**
   * Whether instances of a launch of several nodes are told by index tags which node they are. A
   * tag that differs from instance to instance costs a call for each anyway, and the name comes
   * with it.
   */
  public boolean isNamedByIndex() {
    return identity.nameTags() == NodeNameTags.INDEX
        && tags.stream().noneMatch(Tag::hasPlaceholder);
  }

  /** The same request with another policy and other fallbacks. */
  public NodeGroup withPolicy(LaunchPolicy other, List<NodeGroup> otherFallbacks) {
    return with(other, otherFallbacks, identity, fleetOverrides);
  }

  /** The same group with other names and addresses. */
  public NodeGroup withIdentity(NodeIdentity other) {
    return with(policy, fallbacks, other, fleetOverrides);
  }

  /** The same group with other members of CreateFleet's request that count over all others. */
  public NodeGroup withFleetOverrides(Json.ObjectNode other) {
    return with(policy, fallbacks, identity, other);
  }

  private NodeGroup with(
      LaunchPolicy newPolicy,
      List<NodeGroup> newFallbacks,
      NodeIdentity newIdentity,
      Json.ObjectNode newFleetOverrides) {
    return new NodeGroup(
        partition,
        name,
        maxNodes,
        region,
        profile,
        slurmSpecifications,
        purchasingOption,
        onDemandOptions,
        spotOptions,
        launchTemplate,
        overrides,
        subnetIds,
        tags,
        newPolicy,
        newFallbacks,
        newIdentity,
        newFleetOverrides);
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
   * A node's name.
   *
   * @param index from 0 to maxNodes - 1
   */
  public String nodeName(int index) {
    return identity.naming().name(index);
  }

  /** The group's nodes as a hostlist expression: {@code p-g-[0-N]}, or {@code p-g-0} for one. */
  public String range() {
    return identity.naming().range(maxNodes);
  }

  /**
   * The shortest range of names that has all these nodes, which may be more than MaxNodes by now.
   */
  public String range(Collection<String> nodes) {
    IntSummaryStatistics indexes =
        nodes.stream()
            .mapToInt(
                node -> identity.naming().indexOf(node, PartitionsReader.MAX_NODES).orElseThrow())
            .summaryStatistics();
    return identity.naming().range(indexes.getMin(), indexes.getMax());
  }

  /** The index of a node of this group; empty for any other name, also for {@code p-g-007}. */
  public OptionalInt indexOf(String nodeName) {
    return identity.naming().indexOf(nodeName, maxNodes);
  }
}
