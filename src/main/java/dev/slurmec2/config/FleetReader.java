package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Checks what a node group passes on to CreateFleet. */
final class FleetReader {
  private static final Json.ObjectNode NOTHING =
      new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);

  /** Lengths and characters of names: LaunchTemplateName, EC2 API. */
  private static final Pattern TEMPLATE_NAME = Pattern.compile("[a-zA-Z0-9().\\-/_]{3,128}");

  private static final Pattern TEMPLATE_ID = Pattern.compile("lt-[0-9a-zA-Z]+");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]*|\\$Latest|\\$Default");
  private static final List<String> VERSION_WORDS = List.of("$Latest", "$Default");

  private final ApiShapes shapes;

  FleetReader(ApiShapes shapes) {
    this.shapes = shapes;
  }

  Json.ObjectNode onDemandOptions(Members group) {
    // The documented examples have these on spot groups, where they do nothing: no problem.
    Optional<Element> element = group.optional("OnDemandOptions");
    element.ifPresent(e -> FleetStrategies.checkOptions(e, false));
    return element.flatMap(e -> passed(e, ApiShapes.ApiObject.ON_DEMAND_OPTIONS)).orElse(NOTHING);
  }

  /**
   * SpotOptions.
   *
   * @param onDemand whether the purchasing option is known to be on-demand
   */
  Json.ObjectNode spotOptions(Members group, boolean onDemand) {
    Optional<Element> element = group.optional("SpotOptions");
    Json.ObjectNode options =
        element.flatMap(e -> passed(e, ApiShapes.ApiObject.SPOT_OPTIONS)).orElse(NOTHING);
    if (onDemand && !options.members().isEmpty()) {
      group
          .owner()
          .keyError(
              "SpotOptions",
              group.keyAt("SpotOptions"),
              "SpotOptions have no effect on a group whose PurchasingOption is on-demand; take them"
                  + " out, or write spot.");
    }
    element.ifPresent(e -> FleetStrategies.checkOptions(e, true));
    options
        .get("InstanceInterruptionBehavior")
        .filter(v -> v instanceof Json.Text t && !t.value().equals("terminate"))
        .ifPresent(
            value ->
                group
                    .owner()
                    .member("SpotOptions", options)
                    .member("InstanceInterruptionBehavior", value)
                    .warning("is always terminate: nodes are started anew, never continued."));
    return options;
  }

  /**
   * FleetOverrides.
   *
   * @param onDemand whether the purchasing option is known to be on-demand
   */
  Json.ObjectNode fleetOverrides(Members group, boolean onDemand) {
    Optional<Element> element = group.optional("FleetOverrides");
    element.ifPresent(e -> FleetOverridesReader.check(e, onDemand));
    return element.flatMap(e -> passed(e, ApiShapes.ApiObject.FLEET)).orElse(NOTHING);
  }

  Optional<LaunchTemplate> launchTemplate(Element element) {
    Optional<Json.ObjectNode> object =
        passed(element, ApiShapes.ApiObject.LAUNCH_TEMPLATE_SPECIFICATION);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Members members = Members.ofShape(element, object.get(), KnownKeys.LAUNCH_TEMPLATE);
    boolean both = members.has("LaunchTemplateName") && members.has("LaunchTemplateId");
    boolean neither = !members.has("LaunchTemplateName") && !members.has("LaunchTemplateId");
    if (both || neither) {
      element.error(
          "must have "
              + (both ? "only one" : "one")
              + " of LaunchTemplateName and LaunchTemplateId.");
    }
    Optional<String> name =
        members
            .optional("LaunchTemplateName")
            .flatMap(e -> matching(e, TEMPLATE_NAME, "no name of a launch template."));
    Optional<String> id =
        members
            .optional("LaunchTemplateId")
            .flatMap(e -> matching(e, TEMPLATE_ID, "no id of a launch template, such as lt-0abc."));
    Optional<String> version = members.required("Version").flatMap(FleetReader::version);
    return version.map(v -> new LaunchTemplate(name, id, v, further(object.get())));
  }

  private static Json.ObjectNode further(Json.ObjectNode specification) {
    Map<String, Json> members = new LinkedHashMap<>(specification.members());
    members.keySet().removeAll(KnownKeys.LAUNCH_TEMPLATE);
    return new Json.ObjectNode(members, specification.keys(), specification.at());
  }

  private static Optional<String> matching(Element element, Pattern pattern, String fault) {
    return matching(element, pattern, text -> fault);
  }

  private static Optional<String> matching(
      Element element, Pattern pattern, UnaryOperator<String> fault) {
    Optional<String> text = element.text();
    if (text.isPresent() && !element.isPostponed() && !pattern.matcher(text.get()).matches()) {
      element.error(Quoted.of(text.get()) + " is " + fault.apply(text.get()));
    }
    return text;
  }

  private static Optional<String> version(Element element) {
    if (element.value() instanceof Json.Numeral number) {
      return matching(
          new Element(
              new Json.Text(number.literal(), number.at()), element.pointer(), element.problems()),
          VERSION,
          "no version: $Latest, $Default or a number from 1.");
    }
    return matching(
        element,
        VERSION,
        word ->
            "no version: $Latest, $Default or a number from 1"
                + NearMiss.hint(word, VERSION_WORDS)
                + (NearMiss.of(word, VERSION_WORDS).isEmpty() ? "." : ""));
  }

  List<Json.ObjectNode> overrides(Members group) {
    Optional<Element> element = group.required("LaunchTemplateOverrides");
    List<Json.ObjectNode> overrides = new ArrayList<>();
    Map<Json, Element> seen = new LinkedHashMap<>();
    for (Element item : element.map(e -> e.itemsAtLeastOne("override")).orElse(List.of())) {
      passed(item, ApiShapes.ApiObject.LAUNCH_TEMPLATE_OVERRIDES)
          .ifPresent(
              override -> {
                checkOverride(item, override);
                Element first = seen.putIfAbsent(JsonTrees.withoutPlaces(override), item);
                if (first != null) {
                  item.error(
                      "equals the override in line "
                          + first.value().at().line()
                          + ", and EC2 refuses a request with two of the same.");
                }
                overrides.add(override);
              });
    }
    return overrides;
  }

  private static void checkOverride(Element item, Json.ObjectNode override) {
    if (override.get("SubnetId").isPresent()) {
      item.keyError(
          "SubnetId",
          override.keyAt("SubnetId"),
          "an override has no subnet of its own: each is asked for in every one of SubnetIds.");
    }
    if (override.get("WeightedCapacity").isPresent()) {
      item.keyWarning(
          "WeightedCapacity",
          override.keyAt("WeightedCapacity"),
          "WeightedCapacity is always 1, since one instance is one node; it is ignored.");
    }
    if (override.get("InstanceType").isPresent()
        && override.get("InstanceRequirements").isPresent()) {
      item.error("must not have both InstanceType and InstanceRequirements.");
    }
  }

  /** An object as it is, checked by its shape in the API. */
  private Optional<Json.ObjectNode> passed(Element element, ApiShapes.ApiObject kind) {
    Optional<Json.ObjectNode> object = element.object();
    object.ifPresent(
        value -> {
          for (ApiShapes.ShapeProblem problem : shapes.check(kind, value)) {
            Json subject = JsonTrees.at(value, problem.pointer());
            // A reference may stand for a number: judged when it is resolved.
            if (!new Element(subject, "", element.problems()).isPostponed()) {
              element
                  .problems()
                  .add(
                      problem.severity(),
                      element.pointer() + problem.pointer(),
                      problem.at(),
                      problem.message());
            }
          }
        });
    return object;
  }
}
