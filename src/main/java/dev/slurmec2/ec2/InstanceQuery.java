package dev.slurmec2.ec2;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which instances to describe. All conditions must hold; every list is split by the implementation
 * so that no call goes beyond EC2's limits.
 *
 * @param ids only these, or all
 * @param tags tag key to one wanted value
 * @param names if present, one of these values of the tag Name
 * @param ranges if present, the tag {@link Tags#NODES} begins with one of these: what stands before
 *     the numbers of nodes
 * @param liveOnly leaves out shutting-down and terminated instances
 */
public record InstanceQuery(
    Optional<List<String>> ids,
    Map<String, String> tags,
    Optional<List<String>> names,
    Optional<List<String>> ranges,
    boolean liveOnly) {
  public InstanceQuery {
    ids = ids.map(List::copyOf);
    names = names.map(List::copyOf);
    ranges = ranges.map(List::copyOf);
    tags = Map.copyOf(tags);
  }

  /** All live instances that carry the tag. */
  public static InstanceQuery liveWithTag(String key, String value) {
    return new InstanceQuery(
        Optional.empty(), Map.of(key, value), Optional.empty(), Optional.empty(), true);
  }

  /** All instances that carry the tag, ended ones too while EC2 shows them. */
  public static InstanceQuery withTag(String key, String value) {
    return new InstanceQuery(
        Optional.empty(), Map.of(key, value), Optional.empty(), Optional.empty(), false);
  }

  /** These instances, whatever their state; ids that EC2 does not show are left out. */
  public static InstanceQuery ofIds(Collection<String> ids) {
    return new InstanceQuery(
        Optional.of(List.copyOf(ids)), Map.of(), Optional.empty(), Optional.empty(), false);
  }

  /** Live instances whose tag Name is one of these. */
  public static InstanceQuery liveNamed(Collection<String> names) {
    return new InstanceQuery(
        Optional.empty(), Map.of(), Optional.of(List.copyOf(names)), Optional.empty(), true);
  }

  /** Live instances that carry the tag, and whose tag Name is one of these. */
  public static InstanceQuery liveNamed(String key, String value, Collection<String> names) {
    return new InstanceQuery(
        Optional.empty(),
        Map.of(key, value),
        Optional.of(List.copyOf(names)),
        Optional.empty(),
        true);
  }

  /** Live instances that carry the tag, and were launched for ranges of nodes with such names. */
  public static InstanceQuery liveInRanges(String key, String value, Collection<String> prefixes) {
    return new InstanceQuery(
        Optional.empty(),
        Map.of(key, value),
        Optional.empty(),
        Optional.of(List.copyOf(prefixes)),
        true);
  }

  /** Whether an instance with these tags was launched for one of the ranges, if any are asked. */
  public boolean isInRanges(Map<String, String> instanceTags) {
    String range = instanceTags.getOrDefault(Tags.NODES, "");
    return ranges.map(all -> all.stream().anyMatch(range::startsWith)).orElse(true);
  }
}
