package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Checks partitions.json. */
final class PartitionsReader {

  /** MAX_SLURM_NODES, src/common/hostlist.h: Slurm has no more nodes in a list. */
  static final int MAX_NODES = 65_536;

  private static final Set<String> OPTIONS_PLACEHOLDERS =
      Set.of(ReferenceSyntax.CLUSTER, ReferenceSyntax.REGION, ReferenceSyntax.PARTITION);

  /** A partition whose groups have no second choices yet. */
  private record ReadPartition(
      String name, List<ReadGroup> groups, Map<String, String> options, Budget budget) {}

  private final NodeGroupReader nodeGroupReader;
  private final BudgetReader budgetReader;
  private final PriceCheck prices;
  private final boolean clusterCostIsLimited;

  /**
   * @param shapes what CreateFleet's own objects look like
   * @param regionIsKnown whether there is an AWS region of that name
   * @param prices what MaxHourlyCost is counted by
   * @param clusterCostIsLimited whether config.json has a MaxHourlyCost
   */
  PartitionsReader(
      ApiShapes shapes,
      Predicate<String> regionIsKnown,
      PriceCheck prices,
      boolean clusterCostIsLimited) {
    this.budgetReader = new BudgetReader(prices);
    this.nodeGroupReader = new NodeGroupReader(shapes, regionIsKnown, budgetReader);
    this.prices = prices;
    this.clusterCostIsLimited = clusterCostIsLimited;
  }

  /** The partitions that could be made sense of; all of them if nothing is reported as an error. */
  List<Partition> read(Element root) {
    Optional<Element> array =
        Members.of(root, KnownKeys.PARTITIONS).flatMap(m -> m.required("Partitions"));
    if (array.isEmpty()) {
      return List.of();
    }
    List<ReadPartition> read = new ArrayList<>();
    Names names = new Names("PartitionName");
    for (Element item : array.get().itemsAtLeastOne("partition")) {
      Members.of(item, KnownKeys.PARTITION)
          .flatMap(members -> partition(members, names))
          .ifPresent(read::add);
    }
    List<ReadGroup> groups = read.stream().flatMap(p -> p.groups().stream()).toList();
    NodeNames.check(groups);
    Fallbacks fallbacks = new Fallbacks(groups, !root.problems().hasErrors());
    List<Partition> partitions = new ArrayList<>();
    for (ReadPartition partition : read) {
      List<NodeGroup> linked = new ArrayList<>();
      for (ReadGroup group : partition.groups()) {
        NodeGroup whole = fallbacks.of(group);
        checkPrices(partition, group, whole);
        linked.add(whole);
      }
      partitions.add(
          new Partition(partition.name(), linked, partition.options(), partition.budget()));
    }
    checkTotal(array.get(), partitions);
    return partitions;
  }

  private void checkPrices(ReadPartition partition, ReadGroup read, NodeGroup group) {
    if (!clusterCostIsLimited
        && partition.budget().maxHourlyCost().isEmpty()
        && read.members().value("MaxHourlyCost").isEmpty()) {
      return;
    }
    Element owner = read.members().owner();
    read.members()
        .value("LaunchTemplateOverrides")
        .ifPresent(json -> prices.types(owner.member("LaunchTemplateOverrides", json), group));
    read.members()
        .value("Fallback")
        .ifPresent(
            json ->
                group
                    .fallbacks()
                    .forEach(way -> prices.types(owner.member("Fallback", json), way)));
  }

  private Optional<ReadPartition> partition(Members members, Names names) {
    Optional<String> name = members.required("PartitionName").flatMap(names::read);
    members.optional("PartitionName").ifPresent(PartitionsReader::checkReserved);
    List<ReadGroup> groups = new ArrayList<>();
    Names groupNames = new Names("NodeGroupName");
    List<Element> items =
        members
            .required("NodeGroups")
            .map(array -> array.itemsAtLeastOne("node group"))
            .orElse(List.of());
    for (Element item : items) {
      nodeGroupReader.read(item, name.orElse(""), groupNames).ifPresent(groups::add);
    }
    Map<String, String> options =
        members.optional("PartitionOptions").map(PartitionsReader::options).orElse(Map.of());
    Budget budget = budgetReader.readWithoutReferences(members);
    return name.map(word -> new ReadPartition(word, groups, options, budget));
  }

  /** PartitionName=DEFAULT sets defaults for the lines behind it (slurm.conf(5)). */
  private static void checkReserved(Element element) {
    if (element.value() instanceof Json.Text text) {
      if (text.value().toLowerCase(Locale.ROOT).equals("default")) {
        element.error("DEFAULT is no name of a partition: Slurm sets defaults by it.");
      } else if (text.value().equals("ALL")) {
        element.warning("ALL means every partition in some of Slurm's options; take another name.");
      }
    }
  }

  private static Map<String, String> options(Element element) {
    References.check(element, OPTIONS_PLACEHOLDERS);
    Map<String, String> options = SlurmValues.read(element, SlurmLimits.PARTITION);
    for (String key : options.keySet()) {
      String lower = key.toLowerCase(Locale.ROOT);
      if (lower.equals("partitionname") || lower.equals("nodes")) {
        element.warning(key + " is made from the names and node groups of this file already.");
      }
    }
    return options;
  }

  private static void checkTotal(Element array, List<Partition> partitions) {
    Map<String, Long> sizes = new HashMap<>();
    for (Partition partition : partitions) {
      for (NodeGroup group : partition.nodeGroups()) {
        sizes.merge(group.id(), (long) group.maxNodes(), Math::max);
      }
    }
    long total = sizes.values().stream().mapToLong(Long::longValue).sum();
    boolean allKnown =
        ReferenceScope.maxNodes().parts(rootOf(array)).stream()
            .noneMatch(part -> new Element(part.value(), "", array.problems()).isPostponed());
    if (allKnown && total > MAX_NODES) {
      array.error(
          "there are " + total + " nodes in all, and Slurm takes at most " + MAX_NODES + ".");
    }
  }

  private static Json.ObjectNode rootOf(Element array) {
    return new Json.ObjectNode(Map.of("Partitions", array.value()), Map.of(), array.value().at());
  }
}
