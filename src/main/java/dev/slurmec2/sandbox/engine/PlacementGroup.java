package dev.slurmec2.sandbox.engine;

import java.util.Map;
import java.util.Optional;

/**
 * A placement group at one moment.
 *
 * @param strategy EC2's word, as {@code cluster} or {@code spread}
 * @param partitions how many partitions, for that strategy
 * @param spreadLevel {@code rack} or {@code host}, for the strategy spread
 */
public record PlacementGroup(
    String name,
    String id,
    String strategy,
    Optional<Integer> partitions,
    Optional<String> spreadLevel,
    Map<String, String> tags) {
  public PlacementGroup {
    tags = Map.copyOf(tags);
  }
}
