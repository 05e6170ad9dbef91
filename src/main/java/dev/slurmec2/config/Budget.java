package dev.slurmec2.config;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A last fence: nodes beyond it go down with the reason, and nothing is launched for them.
 *
 * @param maxInstances MaxInstances: how many instances may live at once; 0 launches none
 * @param maxHourlyCost MaxHourlyCost: what the living instances may cost in an hour together, in
 *     the currency of the price table
 */
public record Budget(OptionalInt maxInstances, Optional<BigDecimal> maxHourlyCost) {

  /** No fence. */
  public static final Budget NONE = new Budget(OptionalInt.empty(), Optional.empty());

  /** Whether there is any fence. */
  public boolean isLimited() {
    return maxInstances.isPresent() || maxHourlyCost.isPresent();
  }
}
