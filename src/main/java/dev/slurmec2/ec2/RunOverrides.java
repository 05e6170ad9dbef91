package dev.slurmec2.ec2;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a node group's FleetOverrides, members of CreateFleet's request, say of a launch by
 * RunInstances. The rest of them is about how a fleet chooses between pools, and a reservation is
 * one; what would be lost is an error when the configuration is read (config.FleetOverridesReader).
 * Pure.
 *
 * @param template LaunchTemplateSpecification, instead of the group's
 * @param override the members for instances of the type, instead of the group's override
 * @param tagSpecifications TagSpecifications, which come to ours
 */
record RunOverrides(
    Optional<Part> template, Optional<Part> override, Optional<Json.ObjectNode> tagSpecifications) {
  private static final Json.ObjectNode NOTHING =
      new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);

  private static final String CONFIGS = "LaunchTemplateConfigs";
  private static final String TAGS = "TagSpecifications";

  /**
   * A part of the configuration.
   *
   * @param pointer where it is in the node group
   */
  record Part(String pointer, Json.ObjectNode object) {}

  /**
   * Looks.
   *
   * @param fleetOverrides of the node group or its second choice
   * @param instanceType the reservation's
   */
  static RunOverrides of(Json.ObjectNode fleetOverrides, String instanceType) {
    Optional<Json.ObjectNode> tags =
        fleetOverrides
            .get(TAGS)
            .map(
                value ->
                    new Json.ObjectNode(
                        Map.of(TAGS, value),
                        Map.of(TAGS, fleetOverrides.keyAt(TAGS)),
                        fleetOverrides.at()));
    Optional<Json.ObjectNode> config =
        objects(fleetOverrides, CONFIGS).findFirst().map(Part::object);
    String pointer = "/FleetOverrides/" + CONFIGS + "/0";
    return new RunOverrides(
        config
            .flatMap(own -> own.get("LaunchTemplateSpecification"))
            .flatMap(RunOverrides::object)
            .map(object -> new Part(pointer + "/LaunchTemplateSpecification", object)),
        config.map(
            own ->
                objects(own, "Overrides")
                    .filter(each -> isOfType(each.object(), instanceType))
                    .findFirst()
                    .map(each -> new Part(pointer + each.pointer(), each.object()))
                    .orElse(new Part(pointer, NOTHING))),
        tags);
  }

  private static Stream<Part> objects(Json.ObjectNode owner, String key) {
    List<Json> items =
        owner.get(key).orElse(null) instanceof Json.ArrayNode array ? array.items() : List.of();
    return IntStream.range(0, items.size())
        .boxed()
        .flatMap(
            i ->
                object(items.get(i)).map(object -> new Part("/" + key + "/" + i, object)).stream());
  }

  private static Optional<Json.ObjectNode> object(Json value) {
    return value instanceof Json.ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  private static boolean isOfType(Json.ObjectNode override, String type) {
    return override
        .get("InstanceType")
        .map(named -> named instanceof Json.Text text && text.value().equals(type))
        .orElse(true);
  }
}
