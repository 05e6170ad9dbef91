package dev.slurmec2.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A configuration after its references were looked up. What could not be resolved does not hold up
 * the rest: the other node groups can be launched.
 *
 * @param configuration resolved as asked, but for what failed, which is as it was
 * @param failed the problems of what must not be used, at least one error each: by {@link
 *     NodeGroup#id}, and by the partition's name for PartitionOptions
 * @param warnings of all the rest
 * @param leftOut why second choices are not tried, by the id of their group
 */
public record Resolution(
    Configuration configuration,
    Map<String, List<Problem>> failed,
    List<Problem> warnings,
    Map<String, List<Problem>> leftOut) {
  public Resolution {
    failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    warnings = List.copyOf(warnings);
    leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
  }

  /** Whether everything that was asked for is resolved. */
  public boolean isComplete() {
    return failed.isEmpty();
  }

  /** All errors and warnings, failures first. */
  public List<Problem> problems() {
    return Stream.concat(failed.values().stream().flatMap(List::stream), warnings.stream())
        .distinct()
        .toList();
  }
}
