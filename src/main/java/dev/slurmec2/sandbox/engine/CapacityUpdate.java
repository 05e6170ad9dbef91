package dev.slurmec2.sandbox.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes otherwise; what is not named stays as it is.
 *
 * @param rules what pools can hold; a rule replaces the one of the same pools
 * @param prices likewise what they cost
 * @param vcpuQuotas how many vCPUs the account may have, by market, in each region
 * @param subnetAddresses how many addresses a subnet has, by its id
 * @param reservations capacity reservations and capacity blocks; one replaces that of its id
 * @param reclaimSpot whether EC2 takes back what spot pools hold beyond their new limits: the
 *     youngest instances get the two minutes' notice
 */
public record CapacityUpdate(
    List<PoolRule> rules,
    List<PoolPrice> prices,
    Map<Market, Integer> vcpuQuotas,
    Map<String, Integer> subnetAddresses,
    List<Reservation> reservations,
    boolean reclaimSpot) {

  /** Nothing becomes otherwise. */
  public static final CapacityUpdate NOTHING =
      new CapacityUpdate(List.of(), List.of(), Map.of(), Map.of(), List.of(), false);

  public CapacityUpdate {
    rules = List.copyOf(rules);
    prices = List.copyOf(prices);
    vcpuQuotas = Collections.unmodifiableMap(new TreeMap<>(vcpuQuotas));
    subnetAddresses = Collections.unmodifiableMap(new TreeMap<>(subnetAddresses));
    reservations = List.copyOf(reservations);
  }

  /** An update of rules only, each as {@link PoolRule#parse} reads it. */
  public static CapacityUpdate ofRules(String... rules) {
    return new CapacityUpdate(
        List.of(rules).stream().map(PoolRule::parse).toList(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        false);
  }
}
