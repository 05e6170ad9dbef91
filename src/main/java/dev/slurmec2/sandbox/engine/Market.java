package dev.slurmec2.sandbox.engine;

import java.util.Locale;

/** How an instance is bought. */
public enum Market {
  ON_DEMAND,
  SPOT,
  /** Paid for beforehand, as part of a capacity block. */
  CAPACITY_BLOCK;

  /** As the API writes it: {@code on-demand}, {@code spot}, {@code capacity-block}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads the API's word.
   *
   * @throws ApiError for any other word
   */
  public static Market of(String word) {
    for (Market market : values()) {
      if (market.wire().equals(word)) {
        return market;
      }
    }
    throw ApiError.value(
        "Invalid value '"
            + word
            + "' for DefaultTargetCapacityType: use spot, on-demand or capacity-block.");
  }
}
