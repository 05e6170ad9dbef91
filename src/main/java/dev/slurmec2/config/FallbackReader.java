package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks Fallback: other requests for the same nodes. What one does not say is the group's own. */
final class FallbackReader {
  private static final Json.ObjectNode NOTHING =
      new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);

  private final FleetReader fleet;
  private final PlaceReader places;

  FallbackReader(FleetReader fleet, PlaceReader places) {
    this.fleet = fleet;
    this.places = places;
  }

  /**
   * The ways that could be made sense of, in order.
   *
   * @param members where the group was read from
   * @param group the group without fallbacks
   */
  List<ReadGroup.Way> read(Members members, NodeGroup group) {
    List<ReadGroup.Way> ways = new ArrayList<>();
    for (Element item : members.optional("Fallback").map(Element::items).orElse(List.of())) {
      Members.of(item, KnownKeys.FALLBACK)
          .flatMap(way -> way(way, members, group))
          .ifPresent(ways::add);
    }
    return ways;
  }

  private Optional<ReadGroup.Way> way(Members way, Members members, NodeGroup group) {
    KnownKeys.FALLBACK.stream()
        .filter(key -> way.has(key) && way.value(key).isEmpty())
        .sorted()
        .forEach(way::optional);
    if (way.value("NodeGroup").isPresent()) {
      return way.optional("NodeGroup").flatMap(id -> requestOf(way, id));
    }
    Optional<String> region = Optional.of(group.region());
    if (way.value("Region").isPresent()) {
      region = way.optional("Region").flatMap(places::region);
    }
    Optional<String> profile = group.profile();
    if (way.value("ProfileName").isPresent()) {
      profile = way.optional("ProfileName").flatMap(PlaceReader::profile);
    }
    if (region.isEmpty()) {
      return Optional.empty();
    }
    FallbackInheritance.check(way, members, group, region.get(), profile);
    return request(way, members, group, region.get(), profile)
        .map(request -> new ReadGroup.OwnRequest(way.owner(), request));
  }

  private Optional<NodeGroup> request(
      Members way, Members members, NodeGroup group, String region, Optional<String> profile) {
    Members decides = way.value("PurchasingOption").isPresent() ? way : members;
    boolean onDemand = PlaceReader.saysOnDemand(decides);
    Optional<PurchasingOption> purchasing = Optional.of(group.purchasingOption());
    if (way.value("PurchasingOption").isPresent()) {
      purchasing = way.optional("PurchasingOption").flatMap(PlaceReader::purchasingOption);
    }
    Json.ObjectNode onDemandOptions =
        way.value("OnDemandOptions").isPresent()
            ? fleet.onDemandOptions(way)
            : group.onDemandOptions();
    Json.ObjectNode spotOptions = onDemand ? NOTHING : group.spotOptions();
    if (way.value("SpotOptions").isPresent()) {
      spotOptions = fleet.spotOptions(way, onDemand);
      way.optional("SpotOptions").ifPresent(FleetStrategies::checkAdvice);
    }
    Optional<LaunchTemplate> template = Optional.of(group.launchTemplate());
    if (way.value("LaunchTemplateSpecification").isPresent()) {
      template = way.optional("LaunchTemplateSpecification").flatMap(fleet::launchTemplate);
    }
    List<Json.ObjectNode> overrides = group.overrides();
    if (way.value("LaunchTemplateOverrides").isPresent()) {
      overrides = fleet.overrides(way);
      FleetStrategies.checkOverrides(
          way.required("LaunchTemplateOverrides").map(Element::items).orElse(List.of()),
          !onDemand,
          PlaceReader.saysPurchasingOption(decides),
          onDemand ? onDemandOptions : spotOptions);
    }
    List<String> subnets =
        way.value("SubnetIds").isPresent() ? SubnetsReader.read(way) : group.subnetIds();
    Json.ObjectNode fleetOverrides =
        way.value("FleetOverrides").isPresent()
            ? fleet.fleetOverrides(way, onDemand)
            : inherited(group, purchasing.orElse(group.purchasingOption()));
    List<String> reservations =
        region.equals(group.region()) ? group.policy().capacityReservationIds() : List.of();
    if (way.value("CapacityReservationIds").isPresent()) {
      reservations = LaunchPolicyReader.reservations(way);
    }
    String own =
        way.value("FleetOverrides").isPresent() ? "FleetOverrides" : "CapacityReservationIds";
    if (!reservations.isEmpty()) {
      // Where both are taken over, the node group has been told.
      FleetOverridesReader.reportWithoutCounterpart(way, own, fleetOverrides);
    }
    if (purchasing.isEmpty() || template.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeGroup(
            group.partition(),
            group.name(),
            group.maxNodes(),
            region,
            profile,
            group.slurmSpecifications(),
            purchasing.get(),
            onDemandOptions,
            spotOptions,
            template.get(),
            overrides,
            subnets,
            group.tags(),
            group.policy().withReservations(reservations),
            List.of(),
            group.identity(),
            fleetOverrides));
  }

  private static Json.ObjectNode inherited(NodeGroup group, PurchasingOption purchasing) {
    return purchasing == group.purchasingOption()
        ? group.fleetOverrides()
        : FleetOverridesReader.forPurchasingOption(group.fleetOverrides(), purchasing);
  }

  private static Optional<ReadGroup.Way> requestOf(Members way, Element id) {
    List<String> others =
        KnownKeys.FALLBACK.stream()
            .filter(key -> !key.equals("NodeGroup") && way.value(key).isPresent())
            .sorted()
            .toList();
    if (!others.isEmpty()) {
      way.owner()
          .error(
              "NodeGroup stands alone: it means that group's request as it stands. Take out "
                  + String.join(", ", others)
                  + ".");
    }
    Optional<String> text = id.text();
    if (text.isPresent() && id.isPostponed()) {
      id.error(References.notHere("NodeGroup"));
      return Optional.empty();
    }
    return text.map(name -> new ReadGroup.RequestOf(id, name));
  }
}
