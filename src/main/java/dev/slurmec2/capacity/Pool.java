package dev.slurmec2.capacity;

import dev.slurmec2.config.PurchasingOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where EC2 has instances or has none: capacity is short in one pool and not in the next.
 *
 * @param region the AWS region's name
 * @param profile the profile whose account asks: zones of the same name differ between accounts
 * @param zone the availability zone, or the subnet's id where its zone is not known
 * @param instanceType the type, or a word for an override that names none
 * @param option spot and on-demand capacity run out apart
 */
public record Pool(
    String region,
    Optional<String> profile,
    String zone,
    String instanceType,
    PurchasingOption option) {

  private static final String NO_PROFILE = "-";
  private static final String SEPARATOR = "|";

  /**
   * The same in the whole region, which stands in the place of the zone: a quota counts there,
   * whatever the zone.
   */
  Pool inAllZones() {
    return new Pool(region, profile, region, instanceType, option);
  }

  /** {@code c5.xlarge spot in us-east-1a}. */
  @Override
  public String toString() {
    return instanceType + " " + option.word() + " in " + zone;
  }

  /** As a word for a file: {@link #read} reads it. */
  String word() {
    return String.join(
        SEPARATOR, region, profile.orElse(NO_PROFILE), zone, instanceType, option.word());
  }

  /** The pool of a word; empty when it is none. */
  static Optional<Pool> read(String word) {
    String[] parts = word.split("\\" + SEPARATOR, -1);
    if (parts.length != 5) {
      return Optional.empty();
    }
    return Arrays.stream(PurchasingOption.values())
        .filter(option -> option.word().equals(parts[4]))
        .findFirst()
        .map(
            option ->
                new Pool(
                    parts[0],
                    Optional.of(parts[1]).filter(profile -> !profile.equals(NO_PROFILE)),
                    parts[2],
                    parts[3],
                    option));
  }
}
