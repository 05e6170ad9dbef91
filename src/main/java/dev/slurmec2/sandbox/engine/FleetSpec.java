package dev.slurmec2.sandbox.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A CreateFleet request, or a RunInstances request as one of a single pool.
 *
 * @param type must be {@code instant}
 * @param clientToken empty when there is none
 * @param total TotalTargetCapacity
 * @param onDemand OnDemandTargetCapacity
 * @param spot SpotTargetCapacity
 * @param defaultMarket DefaultTargetCapacityType; on-demand when missing
 * @param options by market: OnDemandOptions and SpotOptions
 * @param tags TagSpecifications: tags by resource type ({@code fleet}, {@code instance}, {@code
 *     volume}, {@code network-interface})
 * @param run present for RunInstances
 */
public record FleetSpec(
    String type,
    String clientToken,
    List<Config> configs,
    Optional<Integer> total,
    Optional<Integer> onDemand,
    Optional<Integer> spot,
    Market defaultMarket,
    Map<Market, Options> options,
    Map<String, Map<String, String>> tags,
    Optional<Run> run) {

  /**
   * What RunInstances says beyond a launch template.
   *
   * @param reservationId CapacityReservationTarget.CapacityReservationId
   */
  public record Run(Optional<String> reservationId) {}

  /** A CreateFleet request. */
  public FleetSpec(
      String type,
      String clientToken,
      List<Config> configs,
      Optional<Integer> total,
      Optional<Integer> onDemand,
      Optional<Integer> spot,
      Market defaultMarket,
      Map<Market, Options> options,
      Map<String, Map<String, String>> tags) {
    this(
        type,
        clientToken,
        configs,
        total,
        onDemand,
        spot,
        defaultMarket,
        options,
        tags,
        Optional.empty());
  }

  public FleetSpec {
    configs = List.copyOf(configs);
    options = Map.copyOf(options);
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** One of LaunchTemplateConfigs. */
  public record Config(TemplateRef template, List<LaunchOverride> overrides) {
    public Config {
      overrides = List.copyOf(overrides);
    }
  }

  /** LaunchTemplateSpecification: by id or by name. */
  public record TemplateRef(Optional<String> id, Optional<String> name, Optional<String> version) {}

  /**
   * One override.
   *
   * @param written what the request says about it, by the answer's XML element names, to be
   *     repeated in the answer
   */
  public record LaunchOverride(
      Optional<String> instanceType,
      Optional<Requirements> requirements,
      Optional<String> subnetId,
      Optional<String> zone,
      Optional<String> imageId,
      Optional<Double> maxPrice,
      double weight,
      Optional<Double> priority,
      Optional<String> placementGroup,
      Map<String, String> written) {
    public LaunchOverride {
      written = Collections.unmodifiableMap(new TreeMap<>(written));
    }

    /** An override of nothing but type and subnet. */
    public static LaunchOverride of(String instanceType, String subnetId) {
      return new LaunchOverride(
          Optional.of(instanceType),
          Optional.empty(),
          Optional.of(subnetId),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1,
          Optional.empty(),
          Optional.empty(),
          Map.of("instanceType", instanceType, "subnetId", subnetId));
    }
  }

  /**
   * OnDemandOptions or SpotOptions.
   *
   * @param strategy AllocationStrategy; {@code lowest-price} when missing
   * @param minimum MinTargetCapacity
   * @param reservationsFirst whether CapacityReservationOptions.UsageStrategy is {@code
   *     use-capacity-reservations-first}
   */
  public record Options(
      String strategy,
      boolean singleType,
      boolean singleZone,
      Optional<Integer> minimum,
      boolean reservationsFirst) {
    /** When the request says nothing. */
    public static final Options DEFAULT =
        new Options("lowest-price", false, false, Optional.empty(), false);
  }

  Options options(Market market) {
    return options.getOrDefault(market, Options.DEFAULT);
  }
}
