package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.Arrays;
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
  private final Predicate<String> regionIsKnown;

  NodeGroupReader(ApiShapes shapes, Predicate<String> regionIsKnown) {
    this.fleetReader = new FleetReader(shapes);
    this.regionIsKnown = regionIsKnown;
  }

  /** The group; empty only if something is reported as an error. */
  Optional<NodeGroup> read(Element element, String partition, Names names) {
    References.check(element, PLACEHOLDERS);
    return Members.of(element, KnownKeys.NODE_GROUP)
        .flatMap(members -> group(members, partition, names));
  }

  private Optional<NodeGroup> group(Members members, String partition, Names names) {
    Optional<String> name = members.required("NodeGroupName").flatMap(names::read);
    OptionalInt maxNodes =
        members.required("MaxNodes").map(NodeGroupReader::maxNodes).orElse(OptionalInt.empty());
    checkNodeNames(members, partition, name, maxNodes);
    Optional<String> region = members.required("Region").flatMap(this::region);
    Optional<String> profile = members.optional("ProfileName").flatMap(NodeGroupReader::profile);
    Map<String, String> specifications =
        members
            .required("SlurmSpecifications")
            .map(NodeGroupReader::specifications)
            .orElse(Map.of());
    Optional<PurchasingOption> purchasing =
        members.required("PurchasingOption").flatMap(NodeGroupReader::purchasingOption);
    Json.ObjectNode onDemandOptions = fleetReader.onDemandOptions(members);
    Json.ObjectNode spotOptions = fleetReader.spotOptions(members);
    Optional<LaunchTemplate> template =
        members.required("LaunchTemplateSpecification").flatMap(fleetReader::launchTemplate);
    List<Json.ObjectNode> overrides = fleetReader.overrides(members);
    List<String> subnets = SubnetsReader.read(members);
    List<Tag> tags = members.optional("Tags").map(TagsReader::read).orElse(List.of());
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
            tags));
  }

  private static OptionalInt maxNodes(Element element) {
    // The largest number, so that every node name that Slurm may say is one of the group's.
    return element.isPostponed()
        ? OptionalInt.of(PartitionsReader.MAX_NODES)
        : WholeNumber.read(element, 1, PartitionsReader.MAX_NODES);
  }

  private static void checkNodeNames(
      Members members, String partition, Optional<String> name, OptionalInt maxNodes) {
    if (name.isEmpty() || maxNodes.isEmpty() || partition.isEmpty()) {
      return;
    }
    String longest = partition + "-" + name.get() + "-" + (maxNodes.getAsInt() - 1);
    if (longest.length() > MAX_NODE_NAME) {
      members
          .required("NodeGroupName")
          .ifPresent(
              element ->
                  element.error(
                      "makes node names of "
                          + longest.length()
                          + " characters, and Slurm takes at most "
                          + MAX_NODE_NAME
                          + "; shorten it or PartitionName."));
    }
  }

  private Optional<String> region(Element element) {
    Optional<String> region = element.text();
    if (region.isEmpty()) {
      return region;
    }
    if (element.isPostponed()) {
      element.error(References.notHere("Region"));
      return Optional.empty();
    }
    if (!regionIsKnown.test(region.get())) {
      element.error("the AWS SDK knows no region " + Quoted.of(region.get()) + hint(region.get()));
    }
    return region;
  }

  private String hint(String region) {
    String lower = region.strip().toLowerCase(Locale.ROOT);
    if (regionIsKnown.test(lower)) {
      return ": did you mean " + lower + "?";
    }
    // us-east-1a is a zone, a frequent slip.
    String withoutZone = lower.replaceFirst("(?<=[0-9])[a-z]$", "");
    return regionIsKnown.test(withoutZone)
        ? ", which is a zone: did you mean " + withoutZone + "?"
        : ".";
  }

  private static Optional<String> profile(Element element) {
    if (element.isPostponed()) {
      element.error(References.notHere("ProfileName"));
      return Optional.empty();
    }
    return element.text();
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

  private static Optional<PurchasingOption> purchasingOption(Element element) {
    Optional<String> word = element.text();
    if (word.isEmpty()) {
      return Optional.empty();
    }
    if (element.isPostponed()) {
      return Optional.of(PurchasingOption.ON_DEMAND);
    }
    List<String> words =
        Arrays.stream(PurchasingOption.values()).map(PurchasingOption::word).toList();
    Optional<PurchasingOption> option =
        Arrays.stream(PurchasingOption.values())
            .filter(candidate -> candidate.word().equals(word.get()))
            .findFirst();
    if (option.isEmpty()) {
      element.error(
          "must be spot or on-demand, not "
              + Quoted.of(word.get())
              + NearMiss.hint(word.get(), words)
              + (NearMiss.of(word.get(), words).isEmpty() ? "." : ""));
    }
    return option;
  }
}
