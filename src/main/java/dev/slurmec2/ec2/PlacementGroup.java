package dev.slurmec2.ec2;

import java.util.Map;
import java.util.Optional;

/**
 * A placement group as DescribePlacementGroups shows it.
 *
 * @param name GroupName
 * @param strategy {@code cluster}, {@code spread} or {@code partition}
 * @param available whether instances can be launched into it
 * @param tags all its tags
 */
public record PlacementGroup(
    String name, String strategy, boolean available, Map<String, String> tags) {

  /** The strategy of groups whose instances are close together, in one zone. */
  public static final String CLUSTER = "cluster";

  public PlacementGroup {
    tags = Map.copyOf(tags);
  }

  /** The value of a tag. */
  public Optional<String> tag(String key) {
    return Optional.ofNullable(tags.get(key));
  }
}
