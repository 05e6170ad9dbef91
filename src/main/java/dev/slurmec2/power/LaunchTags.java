package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Tag;
import dev.slurmec2.ec2.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tags that instances carry from their first moment. Pure. */
final class LaunchTags {
  private LaunchTags() {}

  /**
   * The cluster's tags, those of the user's that name no node, and for a single node its name. For
   * several, where their indexes will tell them apart, the range in which they are.
   *
   * @param nodes the nodes of the launch
   */
  static Map<String, String> of(
      NodeGroup group, List<String> nodes, String cluster, String launchId) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Tag tag : group.tags()) {
      if (!tag.hasPlaceholder()) {
        tags.put(tag.key(), tag.value());
      }
    }
    if (nodes.size() == 1) {
      tags.put(Tags.NAME, nodes.get(0));
    } else if (group.isNamedByIndex()) {
      tags.put(Tags.NODES, group.range(nodes));
    }
    tags.put(Tags.CLUSTER, cluster);
    tags.put(Tags.PARTITION, group.partition());
    tags.put(Tags.NODE_GROUP, group.name());
    tags.put(Tags.LAUNCH, launchId);
    return tags;
  }
}
