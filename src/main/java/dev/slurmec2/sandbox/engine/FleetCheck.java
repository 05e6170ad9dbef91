package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses the CreateFleet requests that EC2 refuses as a whole, and names the pools of the rest.
 */
final class FleetCheck {

  /** API reference, LaunchTemplateConfigs: "Maximum number of 50 items". */
  private static final int MAX_CONFIGS = 50;

  /** Quota: target capacity of one fleet. */
  private static final int MAX_CAPACITY = 10_000;

  /** API reference, MinTargetCapacity: "Maximum value of 1000". */
  private static final int MAX_MINIMUM = 1000;

  /** API reference: client tokens are "up to 64 ASCII characters". */
  private static final int MAX_TOKEN = 64;

  private static final Set<String> ON_DEMAND_STRATEGIES = Set.of("lowest-price", "prioritized");
  private static final Set<String> SPOT_STRATEGIES =
      Set.of(
          "lowest-price",
          "diversified",
          "capacity-optimized",
          "capacity-optimized-prioritized",
          "price-capacity-optimized");
  private static final Set<String> TAGGABLE =
      Set.of("fleet", "instance", "volume", "network-interface");

  private final Region region;
  private final TypeTable types;

  FleetCheck(Region region, TypeTable types) {
    this.region = region;
    this.types = types;
  }

  /** How many units each market has to give. */
  static Map<Market, Integer> targets(FleetSpec spec) {
    int total = spec.total().orElseThrow(() -> missingTarget());
    int onDemand = spec.onDemand().orElse(0);
    int spot = spec.spot().orElse(0);
    if (total < 1 || onDemand < 0 || spot < 0 || onDemand + spot > total) {
      throw new ApiError(
          "InvalidTargetCapacitySpecification",
          "TotalTargetCapacity %d must be at least 1 and not less than OnDemandTargetCapacity %d plus SpotTargetCapacity %d."
              .formatted(total, onDemand, spot));
    }
    if (total > MAX_CAPACITY) {
      throw new ApiError(
          "TargetCapacityLimitExceededException",
          "The target capacity "
              + total
              + " is more than a fleet's limit of "
              + MAX_CAPACITY
              + ".");
    }
    Map<Market, Integer> targets = new EnumMap<>(Market.class);
    targets.put(Market.ON_DEMAND, onDemand);
    targets.put(Market.SPOT, spot);
    targets.merge(spec.defaultMarket(), total - onDemand - spot, Integer::sum);
    return targets;
  }

  private static ApiError missingTarget() {
    return ApiError.missing("TargetCapacitySpecification.TotalTargetCapacity");
  }

  /**
   * Checks a whole request.
   *
   * @return its candidates by market, in the order of the request
   */
  Map<Market, List<Candidate>> check(FleetSpec spec, Instant now) {
    if (!spec.type().equals("instant")) {
      throw new ApiError(
          "UnsupportedOperation",
          "The sandbox launches fleets of type instant only, not " + spec.type() + ".");
    }
    if (spec.configs().isEmpty()) {
      throw ApiError.missing("LaunchTemplateConfigs");
    }
    if (spec.configs().size() > MAX_CONFIGS) {
      throw ApiError.value("LaunchTemplateConfigs has more than " + MAX_CONFIGS + " items.");
    }
    if (spec.clientToken().length() > MAX_TOKEN) {
      throw ApiError.value("The client token is longer than " + MAX_TOKEN + " characters.");
    }
    Map<Market, Integer> targets = targets(spec);
    checkTags(spec.tags());
    checkOptions(spec.options(Market.ON_DEMAND), ON_DEMAND_STRATEGIES);
    checkOptions(spec.options(Market.SPOT), SPOT_STRATEGIES);
    Map<Market, List<Candidate>> candidates = new EnumMap<>(Market.class);
    targets.forEach(
        (market, target) ->
            candidates.put(market, target > 0 ? candidates(spec, market, now) : List.of()));
    return candidates;
  }

  private static void checkTags(Map<String, Map<String, String>> tags) {
    tags.forEach(
        (type, each) -> {
          if (!TAGGABLE.contains(type)) {
            throw ApiError.value("'" + type + "' is not a valid taggable resource type.");
          }
          TagRules.check(each, type.equals("instance"));
          TagRules.checkCount(each);
        });
  }

  private static void checkOptions(FleetSpec.Options options, Set<String> strategies) {
    if (!strategies.contains(options.strategy())) {
      throw ApiError.value("Invalid value '" + options.strategy() + "' for AllocationStrategy.");
    }
    if (options.minimum().isPresent()) {
      int minimum = options.minimum().get();
      if (minimum < 0 || minimum > MAX_MINIMUM) {
        throw ApiError.value(
            "MinTargetCapacity " + minimum + " is not between 0 and " + MAX_MINIMUM + ".");
      }
      if (!options.singleType() && !options.singleZone()) {
        throw ApiError.combination(
            "MinTargetCapacity needs SingleInstanceType or SingleAvailabilityZone.");
      }
    }
  }

  private List<Candidate> candidates(FleetSpec spec, Market market, Instant now) {
    List<Candidate> all = new ArrayList<>();
    Set<Pool> seen = new HashSet<>();
    for (FleetSpec.Config config : spec.configs()) {
      Template template = template(spec, region.templates.find(config.template(), now));
      checkMarket(template, market);
      List<FleetSpec.LaunchOverride> overrides =
          config.overrides().isEmpty() ? List.of(NO_OVERRIDE) : config.overrides();
      for (FleetSpec.LaunchOverride override : overrides) {
        for (Candidate candidate : candidates(override, template, market)) {
          if (!seen.add(candidate.pool())) {
            // EC2 means: one type in two subnets of one zone, or twice in one subnet.
            throw new ApiError(
                "InvalidFleetConfig", "The fleet configuration contains duplicate instance pools.");
          }
          all.add(candidate);
        }
      }
    }
    return all;
  }

  /** RunInstances' own words count over the template's. */
  private static Template template(FleetSpec spec, Template template) {
    Optional<String> reservation = spec.run().flatMap(FleetSpec.Run::reservationId);
    if (reservation.isEmpty()) {
      return template;
    }
    TemplateData data = template.data();
    boolean block = spec.defaultMarket() == Market.CAPACITY_BLOCK;
    return new Template(
        template.id(),
        template.name(),
        template.version(),
        template.latest(),
        template.imageId(),
        new TemplateData(
            data.instanceType(),
            data.imageId(),
            data.placementGroup(),
            block ? Optional.of(Market.CAPACITY_BLOCK.wire()) : Optional.empty(),
            data.reservationPreference(),
            reservation),
        template.created());
  }

  private static final FleetSpec.LaunchOverride NO_OVERRIDE =
      new FleetSpec.LaunchOverride(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          1,
          Optional.empty(),
          Optional.empty(),
          Map.of());

  /** A template that says a market must say the request's. */
  private static void checkMarket(Template template, Market market) {
    String said = template.data().market().orElse("");
    boolean block = market == Market.CAPACITY_BLOCK;
    if (block && (!said.equals(market.wire()) || template.data().reservationId().isEmpty())) {
      throw ApiError.combination(
          "A fleet of DefaultTargetCapacityType capacity-block needs a launch template with"
              + " MarketType capacity-block and the CapacityReservationId of the block.");
    }
    if (!block && !said.isEmpty()) {
      throw new ApiError(
          "InvalidFleetConfig",
          "The launch template " + template.id() + " must not say the MarketType " + said + ".");
    }
  }

  private List<Candidate> candidates(
      FleetSpec.LaunchOverride override, Template template, Market market) {
    if (override.instanceType().isPresent() && override.requirements().isPresent()) {
      throw ApiError.combination(
          "An override has InstanceType and InstanceRequirements; only one of them may be there.");
    }
    String image = override.imageId().map(region::image).orElse(template.imageId());
    Subnet subnet = subnet(override);
    List<Candidate> found = new ArrayList<>();
    for (String type : types(override, template)) {
      Pool pool = new Pool(type, subnet.zone(), market);
      found.add(new Candidate(override, template, pool, subnet, image));
    }
    return found;
  }

  private Subnet subnet(FleetSpec.LaunchOverride override) {
    if (override.subnetId().isEmpty()) {
      return region.defaultSubnet(override.zone().orElse(region.name + "a"));
    }
    Subnet subnet = region.subnet(override.subnetId().get());
    if (override.zone().filter(zone -> !zone.equals(subnet.zone())).isPresent()) {
      throw new ApiError(
          "InvalidFleetConfig",
          "The specified Subnet: %s cannot be used with the specified Availability Zone: %s."
              .formatted(subnet.id(), override.zone().get()));
    }
    return subnet;
  }

  private List<String> types(FleetSpec.LaunchOverride override, Template template) {
    if (override.requirements().isPresent()) {
      List<String> matching =
          types.all().stream()
              .filter(override.requirements().get()::accept)
              .map(TypeInfo::name)
              .toList();
      if (matching.isEmpty()) {
        throw ApiError.value("No instance types match the instance requirements of an override.");
      }
      return matching;
    }
    String type = override.instanceType().orElseGet(template::instanceType);
    if (!types.isWellFormed(type)) {
      throw new ApiError(
          "InvalidFleetConfig",
          "Invalid: Parameter: InstanceTypes. Unsupported instancetypes specified in the batch"
              + " request["
              + type
              + "]");
    }
    return List.of(type);
  }
}
