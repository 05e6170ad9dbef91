package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Checks FleetOverrides: whatever CreateFleet takes, but for what the suite counts on. The keys are
 * those of CreateFleetRequest (EC2 API).
 */
final class FleetOverridesReader {

  /** What the suite must say itself, and what to do instead. */
  static final Map<String, String> OWNED = new LinkedHashMap<>();

  static {
    OWNED.put("Type", "the suite asks for instances at once, Type instant. Take it out.");
    OWNED.put("ClientToken", "by it the suite asks again for a lost answer. Take it out.");
    OWNED.put("DryRun", "a dry run launches nothing. Take it out.");
    OWNED.put(
        "TargetCapacitySpecification",
        "the suite says how many instances; whether they are spot or on-demand is"
            + " PurchasingOption. Take it out.");
    for (String key : List.of("ValidFrom", "ValidUntil", "TerminateInstancesWithExpiration")) {
      OWNED.put(key, "instances live as long as Slurm wants their nodes. Take it out.");
    }
    OWNED.put("Context", "it is reserved, and EC2 refuses it (EC2 API, CreateFleet). Take it out.");
  }

  /** EC2 looks at these for fleets of other types only. */
  private static final List<String> IDLE =
      List.of("ExcessCapacityTerminationPolicy", "ReplaceUnhealthyInstances");

  private FleetOverridesReader() {}

  /** Reports what must not be there; the object's shape has been checked. */
  static void check(Element element, boolean onDemand) {
    if (!(element.value() instanceof Json.ObjectNode object)) {
      return;
    }
    OWNED.forEach(
        (key, sentence) -> {
          if (object.get(key).isPresent()) {
            element.keyError(
                key, object.keyAt(key), key + " cannot be set by FleetOverrides: " + sentence);
          }
        });
    for (String key : IDLE) {
      if (object.get(key).isPresent()) {
        element.keyWarning(
            key, object.keyAt(key), key + " has no effect on fleets of Type instant.");
      }
    }
    if (onDemand && object.get("SpotOptions").isPresent()) {
      element.keyError(
          "SpotOptions",
          object.keyAt("SpotOptions"),
          "SpotOptions have no effect where PurchasingOption is on-demand; take them out, or write"
              + " spot.");
    }
    options(element, object, "OnDemandOptions", false);
    options(element, object, "SpotOptions", true);
    each(element, object, "LaunchTemplateConfigs", FleetOverridesReader::checkConfig);
    each(element, object, "TagSpecifications", FleetOverridesReader::checkTags);
  }

  /**
   * Reports what of FleetOverrides would be lost in launches into capacity reservations.
   *
   * @param key the member of {@code owner} to report it at; nothing is, where there is none
   */
  static void reportWithoutCounterpart(Members owner, String key, Json.ObjectNode overrides) {
    // Asked for first: of a member that is null has been warned already.
    if (owner.value(key).isPresent()) {
      owner
          .optional(key)
          .ifPresent(element -> withoutCounterpart(overrides).forEach(element::error));
    }
  }

  /**
   * What of these members would be lost in launches into capacity reservations, which RunInstances
   * makes (EC2 API): sentences. How a fleet chooses between pools is of no concern there, since a
   * reservation is one pool, paid for already.
   */
  private static List<String> withoutCounterpart(Json.ObjectNode overrides) {
    List<String> lost = new ArrayList<>();
    if (overrides.get("LaunchTemplateConfigs").orElse(null) instanceof Json.ArrayNode configs
        && configs.items().size() > 1) {
      lost.add(
          "FleetOverrides have "
              + configs.items().size()
              + " LaunchTemplateConfigs, and RunInstances, which launches into"
              + " CapacityReservationIds, takes one launch template. Keep one of them, or name the"
              + " reservations in a node group or Fallback of their own.");
    }
    if (overrides.get("OnDemandOptions").orElse(null) instanceof Json.ObjectNode options
        && options.get("MaxTotalPrice").isPresent()) {
      lost.add(
          "FleetOverrides have OnDemandOptions.MaxTotalPrice, and RunInstances, which launches into"
              + " CapacityReservationIds, knows no such cap. Take it out (MaxHourlyCost is one that"
              + " holds for all launches), or name the reservations in a node group or Fallback of"
              + " their own.");
    }
    return lost;
  }

  private static void options(Element element, Json.ObjectNode owner, String key, boolean spot) {
    if (!(owner.get(key).orElse(null) instanceof Json.ObjectNode options)) {
      return;
    }
    Element at = element.member(key, options);
    FleetStrategies.checkOptions(at, spot);
    if (spot) {
      FleetStrategies.checkAdvice(at);
    }
    if (options.get("MinTargetCapacity").isPresent()) {
      at.keyError(
          "MinTargetCapacity",
          options.keyAt("MinTargetCapacity"),
          "MinTargetCapacity cannot be set by FleetOverrides: the suite asks for as many as a job"
              + " needs. Choose by ScalingStrategy, or write it into "
              + key
              + " of the node group.");
    }
    Optional<Json> behaviour = options.get("InstanceInterruptionBehavior");
    if (behaviour.isPresent()
        && !(behaviour.get() instanceof Json.Text text && text.value().equals("terminate"))) {
      at.member("InstanceInterruptionBehavior", behaviour.get())
          .error("is always terminate: nodes are started anew, never continued.");
    }
  }

  private static void checkConfig(Element config, Json.ObjectNode object) {
    each(
        config,
        object,
        "Overrides",
        (override, members) ->
            members
                .get("WeightedCapacity")
                .filter(weight -> !isOne(weight))
                .ifPresent(
                    weight ->
                        override
                            .member("WeightedCapacity", weight)
                            .error("must be 1, since one instance is one node; take it out.")));
  }

  private static boolean isOne(Json value) {
    String literal =
        value instanceof Json.Numeral number
            ? number.literal()
            : value instanceof Json.Text text ? text.value() : "";
    return literal.matches("1(\\.0+)?");
  }

  private static void checkTags(Element specification, Json.ObjectNode object) {
    each(
        specification,
        object,
        "Tags",
        (tag, members) ->
            members
                .get("Key")
                .filter(key -> key instanceof Json.Text)
                .map(key -> ((Json.Text) key).value())
                .flatMap(FleetOverridesReader::tagFault)
                .ifPresent(tag::error));
  }

  private static Optional<String> tagFault(String key) {
    if (key.toLowerCase(Locale.ROOT).startsWith(TagsReader.AWS_PREFIX)) {
      return Optional.of("must not start with aws:, which is reserved for AWS.");
    }
    if (key.startsWith(TagsReader.OWN_PREFIX) || key.equals(TagsReader.NAME)) {
      return Optional.of(
          "the tag "
              + Quoted.of(key)
              + " is the suite's, which knows its instances by it; take another key.");
    }
    return Optional.empty();
  }

  private static void each(
      Element element,
      Json.ObjectNode owner,
      String key,
      BiConsumer<Element, Json.ObjectNode> check) {
    if (owner.get(key).orElse(null) instanceof Json.ArrayNode array) {
      for (Element item : element.member(key, array).items()) {
        if (item.value() instanceof Json.ObjectNode object) {
          check.accept(item, object);
        }
      }
    }
  }

  /** Without what does not fit the other purchasing option, for a request that inherits it. */
  static Json.ObjectNode forPurchasingOption(Json.ObjectNode overrides, PurchasingOption option) {
    String other = option == PurchasingOption.SPOT ? "OnDemandOptions" : "SpotOptions";
    Map<String, Json> members = new LinkedHashMap<>(overrides.members());
    members.remove(other);
    return new Json.ObjectNode(members, overrides.keys(), overrides.at());
  }
}
