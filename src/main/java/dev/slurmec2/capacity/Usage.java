package dev.slurmec2.capacity;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Instances that live or are being launched.
 *
 * @param instances how many
 * @param hourlyCost what they cost in an hour together; empty when the price of one is not known
 */
public record Usage(int instances, Optional<BigDecimal> hourlyCost) {

  /** None. */
  public static final Usage NOTHING = new Usage(0, Optional.of(BigDecimal.ZERO));

  /** These and one more at that price. */
  public Usage and(Optional<BigDecimal> price) {
    return new Usage(instances + 1, hourlyCost.flatMap(cost -> price.map(cost::add)));
  }
}
