package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Checks a node group. */
final class NodeGroupReader {

  /** HOST_NAME_MAX, which Slurm's daemons give host names room for. */
  private static final int MAX_NODE_NAME = 64;

  private static final Set<String> PLACEHOLDERS =
      Set.of(
          ReferenceSyntax.CLUSTER,
          ReferenceSyntax.REGION,
          ReferenceSyntax.PARTITION,
          ReferenceSyntax.NODE_GROUP);

  private final FleetReader fleetReader;
  private final PlaceReader placeReader;
  private final LaunchPolicyReader policyReader;
  private final FallbackReader fallbackReader;

  NodeGroupReader(ApiShapes shapes, Predicate<String> regionIsKnown, BudgetReader budgets) {
    this.fleetReader = new FleetReader(shapes);
    this.placeReader = new PlaceReader(regionIsKnown);
    this.policyReader = new LaunchPolicyReader(budgets);
    this.fallbackReader = new FallbackReader(fleetReader, placeReader);
  }

  /** The group, without fallbacks; empty only if something is reported as an error. */
  Optional<ReadGroup> read(Element element, String partition, Names names) {
    References.check(element, PLACEHOLDERS);
    return Members.of(element, KnownKeys.NODE_GROUP)
        .flatMap(
            members ->
                group(members, partition, names)
                    .map(
                        group ->
                            new ReadGroup(group, members, fallbackReader.read(members, group))));
  }

  private Optional<NodeGroup> group(Members members, String partition, Names names) {
    Optional<String> name = members.required("NodeGroupName").flatMap(names::read);
    OptionalInt maxNodes =
        members.required("MaxNodes").map(NodeGroupReader::maxNodes).orElse(OptionalInt.empty());
    NodeIdentity identity = NodeIdentityReader.read(members, partition, name.orElse(""));
    if (name.isPresent() && maxNodes.isPresent() && !partition.isEmpty()) {
      checkNodeNames(members, identity.naming().name(maxNodes.getAsInt() - 1));
    }
    Optional<String> region = members.required("Region").flatMap(placeReader::region);
    Optional<String> profile = members.optional("ProfileName").flatMap(PlaceReader::profile);
    Map<String, String> specifications =
        members
            .required("SlurmSpecifications")
            .map(NodeGroupReader::specifications)
            .orElse(Map.of());
    Optional<PurchasingOption> purchasing =
        members.required("PurchasingOption").flatMap(PlaceReader::purchasingOption);
    boolean onDemand = PlaceReader.saysOnDemand(members);
    Json.ObjectNode onDemandOptions = fleetReader.onDemandOptions(members);
    Json.ObjectNode spotOptions = fleetReader.spotOptions(members, onDemand);
    Optional<LaunchTemplate> template =
        members.required("LaunchTemplateSpecification").flatMap(fleetReader::launchTemplate);
    List<Json.ObjectNode> overrides = fleetReader.overrides(members);
    if (members.value("LaunchTemplateOverrides").orElse(null) instanceof Json.ArrayNode array) {
      FleetStrategies.checkOverrides(
          members.owner().member("LaunchTemplateOverrides", array).items(),
          !onDemand,
          PlaceReader.saysPurchasingOption(members),
          onDemand ? onDemandOptions : spotOptions);
    }
    List<String> subnets = SubnetsReader.read(members);
    List<Tag> tags = members.optional("Tags").map(TagsReader::read).orElse(List.of());
    if (identity.nameTags() == NodeNameTags.INDEX) {
      members.optional("Tags").ifPresent(element -> TagsReader.checkBesideIndex(element, tags));
    }
    LaunchPolicy policy = policyReader.read(members);
    Json.ObjectNode fleetOverrides = fleetReader.fleetOverrides(members, onDemand);
    if (!policy.capacityReservationIds().isEmpty()) {
      FleetOverridesReader.reportWithoutCounterpart(members, "FleetOverrides", fleetOverrides);
    }
    if (name.isEmpty()
        || maxNodes.isEmpty()
        || region.isEmpty()
        || purchasing.isEmpty()
        || template.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeGroup(
            partition,
            name.get(),
            maxNodes.getAsInt(),
            region.get(),
            profile,
            specifications,
            purchasing.get(),
            onDemandOptions,
            spotOptions,
            template.get(),
            overrides,
            subnets,
            tags,
            policy,
            List.of(),
            identity,
            fleetOverrides));
  }

  private static OptionalInt maxNodes(Element element) {
    // The largest number, so that every node name that Slurm may say is one of the group's.
    return element.isPostponed()
        ? OptionalInt.of(PartitionsReader.MAX_NODES)
        : WholeNumber.read(element, 1, PartitionsReader.MAX_NODES);
  }

  private static void checkNodeNames(Members members, String longest) {
    if (longest.length() <= MAX_NODE_NAME) {
      return;
    }
    String message =
        "makes node names of "
            + longest.length()
            + " characters, and Slurm takes at most "
            + MAX_NODE_NAME
            + "; shorten it";
    if (members.value("NodeNamePattern").isPresent()) {
      members.optional("NodeNamePattern").ifPresent(element -> element.error(message + "."));
    } else {
      members
          .optional("NodeGroupName")
          .ifPresent(element -> element.error(message + " or PartitionName."));
    }
  }

  private static Map<String, String> specifications(Element element) {
    Map<String, String> values = SlurmValues.read(element, SlurmLimits.NODE);
    values.forEach(
        (key, value) -> {
          String lower = key.toLowerCase(Locale.ROOT);
          if (lower.equals("nodename")) {
            element.error(
                "NodeName is made from the names and MaxNodes of this file; take it out.");
          } else if (lower.equals("state") && !value.equalsIgnoreCase("CLOUD")) {
            element.warning("State is always CLOUD: Slurm starts no other nodes by programs.");
          } else if (lower.equals("nodeaddr") || lower.equals("nodehostname")) {
            element.warning(key + " is set when an instance starts; take it out.");
          }
        });
    return values;
  }
}
