package dev.slurmec2.sandbox.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What pools can hold and cost, and what the account may have. What no rule covers is unlimited.
 */
final class Capacity {

  private final Map<PoolPattern, PoolRule> rules = new LinkedHashMap<>();
  private final Map<PoolPattern, PoolPrice> prices = new LinkedHashMap<>();
  private final Map<Market, Integer> vcpuQuotas = new TreeMap<>();
  private final Map<String, Integer> subnetAddresses = new TreeMap<>();

  void set(PoolRule rule) {
    rules.put(rule.pools(), rule);
  }

  /** Takes over what an update says; what it does not name stays. */
  void set(CapacityUpdate update) {
    update.rules().forEach(this::set);
    update.prices().forEach(price -> prices.put(price.pools(), price));
    vcpuQuotas.putAll(update.vcpuQuotas());
    subnetAddresses.putAll(update.subnetAddresses());
  }

  void clear() {
    rules.clear();
    prices.clear();
    vcpuQuotas.clear();
    subnetAddresses.clear();
  }

  List<PoolRule> rules() {
    return new ArrayList<>(rules.values());
  }

  /** All that holds now, as an update that would set it. */
  CapacityUpdate holds(List<Reservation> reservations) {
    return new CapacityUpdate(
        rules(),
        new ArrayList<>(prices.values()),
        vcpuQuotas,
        subnetAddresses,
        reservations,
        false);
  }

  /** The error code with which a pool refuses every launch, if one does. */
  Optional<String> refusal(Pool pool) {
    return rules.values().stream()
        .filter(rule -> rule.covers(pool))
        .flatMap(rule -> rule.refusal().stream())
        .findFirst();
  }

  /**
   * How many more instances fit into a pool.
   *
   * @param living counts the instances that occupy the pools of a rule
   */
  int free(Pool pool, ToIntFunction<PoolRule> living) {
    return rules.values().stream()
        .filter(rule -> rule.covers(pool) && rule.refusal().isEmpty())
        .mapToInt(rule -> Math.max(0, rule.limit() - living.applyAsInt(rule)))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /** The price of a pool where one was set; of several, the one that was set last. */
  Optional<Double> price(Pool pool) {
    return prices.values().stream()
        .filter(price -> price.pools().covers(pool))
        .map(price -> price.hourly().doubleValue())
        .reduce((earlier, later) -> later);
  }

  /** How many vCPUs the account may have in a market and region. */
  Optional<Integer> vcpuQuota(Market market) {
    return Optional.ofNullable(vcpuQuotas.get(market));
  }

  /** How many addresses a subnet has. */
  Optional<Integer> addresses(String subnetId) {
    return Optional.ofNullable(subnetAddresses.get(subnetId));
  }
}
