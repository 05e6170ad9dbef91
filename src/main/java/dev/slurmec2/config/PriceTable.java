package dev.slurmec2.config;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What instances cost in an hour, in one currency.
 *
 * @param byRegion prices by region and instance type
 */
public record PriceTable(Map<String, Map<String, Price>> byRegion) {

  /** No prices. */
  public static final PriceTable NONE = new PriceTable(Map.of());

  /**
   * What an instance type costs in an hour; at least one is present.
   *
   * @param onDemand as an on-demand instance
   * @param spot as a spot instance
   */
  public record Price(Optional<BigDecimal> onDemand, Optional<BigDecimal> spot) {}

  public PriceTable {
    Map<String, Map<String, Price>> copy = new HashMap<>();
    byRegion.forEach((region, types) -> copy.put(region, Map.copyOf(types)));
    byRegion = Map.copyOf(copy);
  }

  /**
   * The price of an instance for an hour; empty if the table does not have it. A spot instance
   * without a price of its own is taken to cost what it costs on demand: it costs no more unless
   * MaxPrice says so (EC2 User Guide, "Spot Instances").
   */
  public Optional<BigDecimal> price(
      String region, String instanceType, PurchasingOption purchasingOption) {
    Optional<Price> price =
        Optional.ofNullable(byRegion.getOrDefault(region, Map.of()).get(instanceType));
    return purchasingOption == PurchasingOption.SPOT
        ? price.flatMap(p -> p.spot().or(p::onDemand))
        : price.flatMap(Price::onDemand);
  }
}
