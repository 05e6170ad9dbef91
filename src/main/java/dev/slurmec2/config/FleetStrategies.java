package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * What the members of CreateFleet's objects mean together (EC2 API, SpotOptionsRequest,
 * OnDemandOptionsRequest and FleetLaunchTemplateOverridesRequest).
 */
final class FleetStrategies {
  private static final String STRATEGY = "AllocationStrategy";
  private static final String LOWEST_PRICE = "lowest-price";
  private static final String POOLS = "InstancePoolsToUseCount";

  /** The two strategies that look at Priority. */
  private static final List<String> BY_PRIORITY =
      List.of("prioritized", "capacity-optimized-prioritized");

  private static final List<String> ON_DEMAND = List.of(LOWEST_PRICE, "prioritized");

  private static final List<String> SPOT =
      List.of(
          "price-capacity-optimized",
          "capacity-optimized",
          "capacity-optimized-prioritized",
          "diversified",
          LOWEST_PRICE);

  private FleetStrategies() {}

  /** Warns of strategies that EC2 does not have: each is an error of EC2's at every launch. */
  static void checkOptions(Element options, boolean spot) {
    if (!(options.value() instanceof Json.ObjectNode object)) {
      return;
    }
    Optional<String> strategy = text(object, STRATEGY);
    List<String> known = spot ? SPOT : ON_DEMAND;
    if (strategy.isPresent() && !known.contains(strategy.get())) {
      String hint = NearMiss.hint(strategy.get(), known);
      options
          .member(STRATEGY, object.get(STRATEGY).orElse(object))
          .warning(
              Quoted.of(strategy.get())
                  + " is none of EC2's strategies for "
                  + (spot ? "spot" : "on-demand")
                  + " instances, "
                  + Words.listed(known)
                  + (hint.isEmpty() ? "." : hint));
    }
    if (spot
        && object.get(POOLS).isPresent()
        && !strategy.orElse(LOWEST_PRICE).equals(LOWEST_PRICE)) {
      options.keyWarning(
          POOLS, object.keyAt(POOLS), POOLS + " counts with the strategy lowest-price only.");
    }
  }

  /** Warns of the strategy of which AWS advises against, where it is asked for anew. */
  static void checkAdvice(Element spotOptions) {
    if (spotOptions.value() instanceof Json.ObjectNode object
        && text(object, STRATEGY).filter(LOWEST_PRICE::equals).isPresent()) {
      spotOptions
          .member(STRATEGY, object.get(STRATEGY).orElse(object))
          .warning(
              "lowest-price has the highest risk of interruption, and AWS advises against it; write"
                  + " price-capacity-optimized.");
    }
  }

  /**
   * Warns of members of overrides that the strategy, or the purchasing option, does not look at.
   *
   * @param options the options of that purchasing option
   */
  static void checkOverrides(
      List<Element> overrides, boolean spot, boolean optionKnown, Json.ObjectNode options) {
    Optional<String> strategy = text(options, STRATEGY);
    boolean strategyKnown = options.get(STRATEGY).isEmpty() || strategy.isPresent();
    for (Element override : overrides) {
      if (!optionKnown || !(override.value() instanceof Json.ObjectNode object)) {
        continue;
      }
      if (object.get("Priority").isPresent()
          && strategyKnown
          && strategy.filter(BY_PRIORITY::contains).isEmpty()) {
        override.keyWarning(
            "Priority",
            object.keyAt("Priority"),
            "Priority counts only with the strategy "
                + (spot ? "capacity-optimized-prioritized" : "prioritized")
                + "; set it as AllocationStrategy in "
                + (spot ? "SpotOptions" : "OnDemandOptions")
                + ", or take Priority out.");
      }
      if (object.get("MaxPrice").isPresent() && !spot) {
        override.keyWarning(
            "MaxPrice",
            object.keyAt("MaxPrice"),
            "MaxPrice is for spot instances; on-demand instances have one price.");
      }
    }
  }

  /** The text of that member, if it is known already. */
  private static Optional<String> text(Json.ObjectNode object, String key) {
    return object
        .get(key)
        .filter(value -> value instanceof Json.Text)
        .map(value -> ((Json.Text) value).value())
        .filter(value -> !ReferenceSyntax.isMeant(value));
  }
}
