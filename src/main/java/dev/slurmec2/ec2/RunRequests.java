package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiShapes.ShapeProblem;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Problem.Severity;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Makes RunInstances' request of ours: the launch template, and over it the reservation. Pure. */
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

  private RunRequests() {}

  /**
   * The request, and what in the group's override does not fit the API.
   *
   * @param problems errors only; with any the request is not to be sent
   */
  record Made(RunInstancesRequest request, List<ShapeProblem> problems) {}

  static Made of(ReservedLaunch wanted) {
    NodeGroup group = wanted.group();
    RunInstancesRequest.Builder request = RunInstancesRequest.builder();
    List<ShapeProblem> problems =
        ApiWalk.fill(request, known(group.overrides().get(wanted.choice().override()))).stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .toList();
    wanted.placementGroup().ifPresent(name -> placeInto(request, name));
    CapacityReservation reservation = wanted.reservation();
    if (reservation.block()) {
      request.instanceMarketOptions(market -> market.marketType(MarketType.CAPACITY_BLOCK));
    }
    request
        .clientToken(wanted.launchId())
        .minCount(wanted.minimum())
        .maxCount(wanted.count())
        .launchTemplate(template(group.launchTemplate()))
        .instanceType(reservation.instanceType())
        .subnetId(wanted.choice().subnetId())
        .capacityReservationSpecification(
            specification ->
                specification.capacityReservationTarget(
                    target -> target.capacityReservationId(reservation.id())))
        .tagSpecifications(tags(wanted.tags()));
    return new Made(request.build(), problems);
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

  private static LaunchTemplateSpecification template(LaunchTemplate template) {
    return LaunchTemplateSpecification.builder()
        .launchTemplateName(template.name().orElse(null))
        .launchTemplateId(template.id().orElse(null))
        .version(template.version())
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
