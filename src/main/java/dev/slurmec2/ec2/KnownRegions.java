package dev.slurmec2.ec2;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.regions.Region;

/**
 * The regions that the SDK knows. A region younger than the SDK is not among them, and works: this
 * is for finding misspellings. Reading the list loads one class of the SDK and makes no call.
 */
public final class KnownRegions implements Predicate<String> {

  @Override
  public boolean test(String region) {
    return names().contains(region);
  }

  /** All names, such as {@code eu-west-1}; pseudo-regions of global services are left out. */
  public static Set<String> names() {
    return Region.regions().stream()
        .filter(region -> !region.isGlobalRegion())
        .map(Region::id)
        .collect(Collectors.toUnmodifiableSet());
  }
}
