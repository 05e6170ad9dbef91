package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PriceTable;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.json.Json;
import java.math.BigDecimal;
import java.util.Optional;

/** What instances cost. Pure. */
public final class Prices {
  private Prices() {}

  /**
   * The most that an instance of the group can cost in an hour, by any of its ways; empty when a
   * way may launch a type that the table does not have.
   */
  public static Optional<BigDecimal> highestOf(NodeGroup group, PriceTable table) {
    Optional<BigDecimal> highest = Optional.empty();
    for (NodeGroup way : group.ways()) {
      for (Json.ObjectNode override : way.overrides()) {
        Optional<BigDecimal> price =
            override.get("InstanceType").orElse(null) instanceof Json.Text type
                ? table.price(way.region(), type.value(), way.purchasingOption())
                : Optional.empty();
        if (price.isEmpty()) {
          return Optional.empty();
        }
        highest = Optional.of(highest.map(price.get()::max).orElse(price.get()));
      }
    }
    return highest;
  }

  /** What a live instance costs in an hour; empty when the table does not have it. */
  public static Optional<BigDecimal> of(
      String region, String instanceType, boolean spot, PriceTable table) {
    return table.price(
        region, instanceType, spot ? PurchasingOption.SPOT : PurchasingOption.ON_DEMAND);
  }
}
