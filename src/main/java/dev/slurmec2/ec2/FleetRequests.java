package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiShapes.ShapeProblem;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Problem.Severity;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.OnDemandOptionsRequest;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SpotAllocationStrategy;
import software.amazon.awssdk.services.ec2.model.SpotInstanceInterruptionBehavior;
import software.amazon.awssdk.services.ec2.model.SpotOptionsRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Makes CreateFleet's request of ours: type instant, one launch template, each override in each
 * subnet. Pure.
 */
final class FleetRequests {

  /** What is counted are instances, so each counts one, whatever its size. */
  private static final double ONE_INSTANCE = 1;

  private final List<ShapeProblem> problems = new ArrayList<>();

  /**
   * The request, and what in the group's objects does not fit the API.
   *
   * @param problems errors only; with any the request is not to be sent
   */
  record Made(CreateFleetRequest request, List<ShapeProblem> problems) {}

  static Made of(FleetRequest wanted) {
    FleetRequests making = new FleetRequests();
    CreateFleetRequest request = making.request(wanted);
    return new Made(
        request, making.problems.stream().filter(p -> p.severity() == Severity.ERROR).toList());
  }

  private CreateFleetRequest request(FleetRequest wanted) {
    NodeGroup group = wanted.group();
    CreateFleetRequest.Builder request =
        CreateFleetRequest.builder()
            .type(FleetType.INSTANT)
            .clientToken(wanted.launchId())
            .launchTemplateConfigs(
                FleetLaunchTemplateConfigRequest.builder()
                    .launchTemplateSpecification(template(group.launchTemplate()))
                    .overrides(overrides(wanted))
                    .build())
            .targetCapacitySpecification(
                target ->
                    target
                        .totalTargetCapacity(wanted.count())
                        .defaultTargetCapacityType(group.purchasingOption().word()))
            .tagSpecifications(tags(wanted.tags()));
    if (group.purchasingOption() == PurchasingOption.SPOT) {
      request.spotOptions(spot(wanted));
    } else {
      request.onDemandOptions(onDemand(wanted));
    }
    return overridden(request.build(), group.fleetOverrides());
  }

  /**
   * The user's members count over ours, but tags come to ours: without those nobody would know
   * whose the instances are.
   */
  private CreateFleetRequest overridden(CreateFleetRequest ours, Json.ObjectNode overrides) {
    if (overrides.members().isEmpty()) {
      return ours;
    }
    CreateFleetRequest.Builder request = ours.toBuilder();
    fill("FleetOverrides", ApiWalk.merge(request, ours, overrides));
    CreateFleetRequest merged = request.build();
    return overrides.get("TagSpecifications").isEmpty()
        ? merged
        : merged.toBuilder()
            .tagSpecifications(joined(ours.tagSpecifications(), merged.tagSpecifications()))
            .build();
  }

  /** One specification for each type of resource; of a key that both have, ours counts. */
  static List<TagSpecification> joined(List<TagSpecification> ours, List<TagSpecification> users) {
    Map<String, Map<String, Tag>> byType = new LinkedHashMap<>();
    for (TagSpecification specification : concat(users, ours)) {
      Map<String, Tag> tags =
          byType.computeIfAbsent(
              specification.resourceTypeAsString(), type -> new LinkedHashMap<>());
      specification.tags().forEach(tag -> tags.put(tag.key(), tag));
    }
    return byType.entrySet().stream()
        .map(
            entry ->
                TagSpecification.builder()
                    .resourceType(entry.getKey())
                    .tags(entry.getValue().values())
                    .build())
        .toList();
  }

  private static List<TagSpecification> concat(
      List<TagSpecification> first, List<TagSpecification> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private FleetLaunchTemplateSpecificationRequest template(LaunchTemplate template) {
    FleetLaunchTemplateSpecificationRequest.Builder specification =
        FleetLaunchTemplateSpecificationRequest.builder();
    fill("LaunchTemplateSpecification", ApiWalk.fill(specification, template.further()));
    return specification
        .launchTemplateName(template.name().orElse(null))
        .launchTemplateId(template.id().orElse(null))
        .version(template.version())
        .build();
  }

  private List<FleetLaunchTemplateOverridesRequest> overrides(FleetRequest wanted) {
    List<Json.ObjectNode> given = wanted.group().overrides();
    List<FleetLaunchTemplateOverridesRequest> overrides = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      int index = i;
      FleetLaunchTemplateOverridesRequest.Builder override =
          FleetLaunchTemplateOverridesRequest.builder();
      fill("LaunchTemplateOverrides/" + i, ApiWalk.fill(override, given.get(i)));
      wanted.placementGroup().ifPresent(name -> placeInto(override, name));
      wanted.choices().stream()
          .filter(choice -> choice.override() == index)
          .map(choice -> override.copy().subnetId(choice.subnetId()))
          .forEach(choice -> overrides.add(choice.weightedCapacity(ONE_INSTANCE).build()));
    }
    return overrides;
  }

  private static void placeInto(FleetLaunchTemplateOverridesRequest.Builder override, String name) {
    Placement user = override.build().placement();
    Placement.Builder placement = user == null ? Placement.builder() : user.toBuilder();
    override.placement(placement.groupName(name).build());
  }

  private OnDemandOptionsRequest onDemand(FleetRequest wanted) {
    OnDemandOptionsRequest.Builder options = OnDemandOptionsRequest.builder();
    fill("OnDemandOptions", ApiWalk.fill(options, wanted.group().onDemandOptions()));
    OnDemandOptionsRequest user = options.build();
    Together together =
        Together.of(wanted, user.singleAvailabilityZone(), user.singleInstanceType());
    return options
        .singleAvailabilityZone(together.zone())
        .singleInstanceType(together.type())
        .minTargetCapacity(minimum(wanted, user.minTargetCapacity(), together))
        .build();
  }

  private SpotOptionsRequest spot(FleetRequest wanted) {
    SpotOptionsRequest.Builder options = SpotOptionsRequest.builder();
    fill("SpotOptions", ApiWalk.fill(options, wanted.group().spotOptions()));
    SpotOptionsRequest user = options.build();
    Together together =
        Together.of(wanted, user.singleAvailabilityZone(), user.singleInstanceType());
    options
        .singleAvailabilityZone(together.zone())
        .singleInstanceType(together.type())
        .minTargetCapacity(minimum(wanted, user.minTargetCapacity(), together));
    if (user.allocationStrategyAsString() == null) {
      // EC2's own default, said so that it cannot change under a cluster.
      options.allocationStrategy(SpotAllocationStrategy.LOWEST_PRICE);
    }
    // An interrupted node is a lost node; EC2 takes nothing else for instant fleets.
    return options.instanceInterruptionBehavior(SpotInstanceInterruptionBehavior.TERMINATE).build();
  }

  /** SingleAvailabilityZone and SingleInstanceType; what the user says of them stands. */
  private record Together(@Nullable Boolean zone, @Nullable Boolean type) {
    static Together of(
        FleetRequest wanted, @Nullable Boolean userZone, @Nullable Boolean userType) {
      Boolean zone = (userZone == null && wanted.singleZone()) ? Boolean.TRUE : userZone;
      boolean oneAlready = Boolean.TRUE.equals(zone) || Boolean.TRUE.equals(userType);
      if (wanted.minimum() == 0 || oneAlready) {
        return new Together(zone, userType);
      }
      // MinTargetCapacity needs one of the two: said where it takes no choice away.
      if (wanted.choices().stream().map(FleetRequest.Choice::subnetId).distinct().count() == 1) {
        return new Together(true, userType);
      }
      boolean oneType =
          wanted.choices().stream().map(FleetRequest.Choice::override).distinct().count() == 1;
      return new Together(zone, oneType ? Boolean.TRUE : userType);
    }

    boolean allowsMinimum() {
      return Boolean.TRUE.equals(zone) || Boolean.TRUE.equals(type);
    }
  }

  /** Ours, else the user's, which a small request cannot reach; none where EC2 takes none. */
  private static @Nullable Integer minimum(
      FleetRequest wanted, @Nullable Integer user, Together together) {
    if (wanted.minimum() > 0) {
      return together.allowsMinimum() ? wanted.minimum() : null;
    }
    return user == null ? null : Math.min(user, wanted.count());
  }

  private static List<TagSpecification> tags(Map<String, String> tags) {
    if (tags.isEmpty()) {
      return List.of();
    }
    List<Tag> list =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return Stream.of(ResourceType.FLEET, ResourceType.INSTANCE, ResourceType.VOLUME)
        .map(type -> TagSpecification.builder().resourceType(type).tags(list).build())
        .toList();
  }

  private void fill(String where, List<ShapeProblem> found) {
    found.forEach(problem -> problems.add(problem.in("/" + where)));
  }
}
