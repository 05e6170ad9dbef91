package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiShapes.ShapeProblem;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Problem.Severity;
import dev.slurmec2.ec2.RunOverrides.Part;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Makes RunInstances' request of ours: the launch template, over it the group's override and what
 * FleetOverrides say, and over all the reservation. Pure.
 */
final class RunRequests {

  /** Members of an override of which RunInstances knows nothing, or which the reservation says. */
  private static final Set<String> OF_FLEETS =
      Set.of(
          "InstanceType",
          "InstanceRequirements",
          "MaxPrice",
          "Priority",
          "WeightedCapacity",
          "AvailabilityZone",
          "AvailabilityZoneId",
          "SubnetId");

  private final List<ShapeProblem> problems = new ArrayList<>();

  private RunRequests() {}

  /**
   * The request, and what in the group's objects does not fit the API.
   *
   * @param problems errors only, with pointers from the node group on; with any the request is not
   *     to be sent
   */
  record Made(RunInstancesRequest request, List<ShapeProblem> problems) {}

  static Made of(ReservedLaunch wanted) {
    RunRequests making = new RunRequests();
    RunInstancesRequest request = making.request(wanted);
    return new Made(
        request, making.problems.stream().filter(p -> p.severity() == Severity.ERROR).toList());
  }

  private RunInstancesRequest request(ReservedLaunch wanted) {
    NodeGroup group = wanted.group();
    CapacityReservation reservation = wanted.reservation();
    int index = wanted.choice().override();
    RunOverrides user = RunOverrides.of(group.fleetOverrides(), reservation.instanceType());
    Part override =
        user.override()
            .orElseGet(
                () -> new Part("/LaunchTemplateOverrides/" + index, group.overrides().get(index)));
    RunInstancesRequest.Builder request = RunInstancesRequest.builder();
    fill(request, override.pointer(), known(override.object()));
    wanted.placementGroup().ifPresent(name -> placeInto(request, name));
    if (reservation.block()) {
      request.instanceMarketOptions(market -> market.marketType(MarketType.CAPACITY_BLOCK));
    }
    Optional<String> subnet =
        override
            .object()
            .get("SubnetId")
            .flatMap(
                id -> id instanceof Json.Text text ? Optional.of(text.value()) : Optional.empty());
    return request
        .clientToken(wanted.launchId())
        .minCount(wanted.minimum())
        .maxCount(wanted.count())
        .launchTemplate(template(user, group.launchTemplate()))
        .instanceType(reservation.instanceType())
        .subnetId(subnet.orElse(wanted.choice().subnetId()))
        .capacityReservationSpecification(
            specification ->
                specification.capacityReservationTarget(
                    target -> target.capacityReservationId(reservation.id())))
        .tagSpecifications(FleetRequests.joined(tags(wanted.tags()), tagsOf(user)))
        .build();
  }

  private void fill(SdkPojo builder, String where, Json.ObjectNode object) {
    ApiWalk.fill(builder, object).forEach(problem -> problems.add(problem.in(where)));
  }

  /** There is no fleet that could have tags. */
  private List<TagSpecification> tagsOf(RunOverrides user) {
    RunInstancesRequest.Builder tagged = RunInstancesRequest.builder();
    user.tagSpecifications().ifPresent(object -> fill(tagged, "/FleetOverrides", object));
    return tagged.build().tagSpecifications().stream()
        .filter(specification -> specification.resourceType() != ResourceType.FLEET)
        .toList();
  }

  private static Json.ObjectNode known(Json.ObjectNode override) {
    Set<String> names =
        RunInstancesRequest.builder().sdkFields().stream()
            .map(SdkField::memberName)
            .filter(name -> !OF_FLEETS.contains(name))
            .collect(Collectors.toSet());
    Map<String, Json> members = new LinkedHashMap<>();
    Map<String, Location> places = new LinkedHashMap<>();
    override
        .members()
        .forEach(
            (key, value) -> {
              if (names.contains(key)) {
                members.put(key, value);
                places.put(key, override.keyAt(key));
              }
            });
    return new Json.ObjectNode(members, places, override.at());
  }

  private static void placeInto(RunInstancesRequest.Builder request, String name) {
    Placement user = request.build().placement();
    Placement.Builder placement = user == null ? Placement.builder() : user.toBuilder();
    request.placement(placement.groupName(name).build());
  }

  private LaunchTemplateSpecification template(RunOverrides user, LaunchTemplate groups) {
    LaunchTemplateSpecification.Builder template = LaunchTemplateSpecification.builder();
    if (user.template().isPresent()) {
      fill(template, user.template().get().pointer(), user.template().get().object());
      return template.build();
    }
    fill(template, "/LaunchTemplateSpecification", groups.further());
    return template
        .launchTemplateName(groups.name().orElse(null))
        .launchTemplateId(groups.id().orElse(null))
        .version(groups.version())
        .build();
  }

  private static List<TagSpecification> tags(Map<String, String> tags) {
    List<Tag> list =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return Stream.of(ResourceType.INSTANCE, ResourceType.VOLUME)
        .map(type -> TagSpecification.builder().resourceType(type).tags(list).build())
        .toList();
  }
}
