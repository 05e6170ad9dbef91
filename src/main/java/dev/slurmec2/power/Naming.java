package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Tag;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.NodeTags;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.slurm.NodeAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which tags tell instances which nodes they are, in as few calls as that takes. Pure.
 *
 * @param bits instance ids by the bit tag that they lack: a call each
 * @param own by node the tags that its instance alone gets: a call each
 * @param impossible by node the other node that its instance is for good
 */
record Naming(
    Map<String, List<String>> bits,
    Map<String, Map<String, String>> own,
    Map<String, String> impossible) {

  /**
   * What is missing.
   *
   * @param instances by node, with the tags that they have
   */
  static Naming of(NodeGroup group, Map<String, Instance> instances) {
    Map<String, List<String>> bits = new LinkedHashMap<>();
    Map<String, Map<String, String>> own = new LinkedHashMap<>();
    Map<String, String> impossible = new LinkedHashMap<>();
    List<String> byIndex = new ArrayList<>();
    instances.forEach(
        (node, instance) -> {
          Map<String, String> tags = ownTags(group, node, instance);
          Map<String, String> after = new HashMap<>(instance.tags());
          after.putAll(tags);
          String known = NodeTags.nodeOf(after).orElse(node);
          Optional<List<String>> missing = missingBits(group, node, instance);
          if (!known.equals(node)) {
            impossible.put(node, known);
          } else if (missing.isPresent()) {
            byIndex.add(node);
            missing
                .get()
                .forEach(
                    bit -> bits.computeIfAbsent(bit, none -> new ArrayList<>()).add(instance.id()));
          } else if (!tags.isEmpty()) {
            own.put(node, tags);
          }
        });
    if (bits.size() >= byIndex.size()) {
      // Names cost no more calls, and people can read them.
      bits.clear();
      byIndex.forEach(node -> own.put(node, Map.of(Tags.NAME, node)));
    }
    return new Naming(bits, own, impossible);
  }

  /** The bits that would do instead of a name; empty where it has one or cannot do without. */
  private static Optional<List<String>> missingBits(
      NodeGroup group, String node, Instance instance) {
    return group.isNamedByIndex() && instance.node().isEmpty()
        ? NodeTags.of(instance.tags()).flatMap(range -> range.missing(node, instance.tags()))
        : Optional.empty();
  }

  private static Map<String, String> ownTags(NodeGroup group, String node, Instance instance) {
    NodeAddress address = Handover.addressOf(group, node, instance);
    Map<String, String> tags = new LinkedHashMap<>();
    for (Tag tag : group.tags()) {
      if (tag.hasPlaceholder()) {
        Tag filled = tag.filled(node, address.address(), address.hostname());
        tags.put(filled.key(), filled.value());
      }
    }
    if (!instance.node().equals(Optional.of(node))) {
      // Last, because the compute node takes the name as the sign that all is set.
      tags.put(Tags.NAME, node);
    }
    tags.entrySet().removeIf(tag -> tag.getValue().equals(instance.tags().get(tag.getKey())));
    return tags;
  }
}
