package dev.slurmec2.sandbox.engine;

import java.util.Optional;

/**
 * The figures of an instance type.
 *
 * @param hourlyPrice US dollars per hour on demand; it only puts pools in an order
 */
public record TypeInfo(
    String name,
    int vcpus,
    int threadsPerCore,
    long memoryMib,
    double hourlyPrice,
    String architecture,
    String manufacturer,
    Optional<Accelerator> accelerator) {

  /** Spot is taken to cost this part of the on-demand price, about what AWS advertises. */
  private static final double SPOT_SHARE = 0.3;

  /**
   * The accelerators of a type.
   *
   * @param kind {@code gpu} or {@code neuron}
   * @param memoryMib of one of them
   */
  public record Accelerator(String kind, int count, String name, String maker, int memoryMib) {}

  double price(Market market) {
    return market == Market.SPOT ? hourlyPrice * SPOT_SHARE : hourlyPrice;
  }

  boolean isBurstable() {
    return name.startsWith("t");
  }
}
