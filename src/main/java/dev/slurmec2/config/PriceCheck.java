package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.Optional;

/**
 * Whether the prices are there that a budget needs: a fence of money that does not know what
 * something costs is none.
 *
 * @param known whether it is known which prices there are; if not, nothing is said
 * @param table the prices, if there is a price file
 */
record PriceCheck(boolean known, Optional<PriceTable> table) {

  /** Says nothing, for when config.json could not be read. */
  static final PriceCheck UNKNOWN = new PriceCheck(false, Optional.empty());

  /** Reports a MaxHourlyCost without a price file. */
  void needed(Element maxHourlyCost) {
    if (known && table.isEmpty()) {
      maxHourlyCost.error(
          "needs to know what instances cost: name a file of prices by PriceFile in config.json.");
    }
  }

  /**
   * Reports instance types without a price. Those of InstanceRequirements and of launch templates
   * are known only when they run.
   *
   * @param overrides where the overrides stand
   * @param way a request that counts against some MaxHourlyCost
   */
  void types(Element overrides, NodeGroup way) {
    if (table.isEmpty()) {
      return;
    }
    for (Json.ObjectNode override : way.overrides()) {
      if (override.get("InstanceType").orElse(null) instanceof Json.Text type
          && !ReferenceSyntax.isMeant(type.value())
          && table.get().price(way.region(), type.value(), way.purchasingOption()).isEmpty()) {
        overrides.error(
            "may launch "
                + Quoted.of(type.value())
                + " ("
                + way.purchasingOption().word()
                + "), and PriceFile has no price of that in "
                + way.region()
                + ", which MaxHourlyCost needs; add it.");
      }
    }
  }
}
