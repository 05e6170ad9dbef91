package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceStatus;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.slurm.NodeRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parts of one assessment; pure. */
final class Judge {
  private final Configuration configuration;
  private final Snapshot snapshot;
  private final Duration grace;
  private final Duration resumeWait;
  private final Inventory inventory;
  private final Drift drift;
  private final Memory before;
  private final Memory memory;
  private final Map<String, Map<Watch, Duration>> lasted;
  private final Held held;
  private final Map<String, String> unknown = new HashMap<>();
  private final Set<String> launching;
  private final Map<RegionProfile, Map<String, InstanceStatus>> statuses = new HashMap<>();

  Judge(Configuration configuration, Snapshot snapshot, Memory before) {
    this.configuration = configuration;
    this.snapshot = snapshot;
    this.grace = configuration.settings().grace();
    this.resumeWait = AllocatedOff.limit(configuration);
    this.inventory = Inventory.of(configuration, snapshot);
    this.drift = Drift.of(configuration, snapshot.nodes());
    this.before = before;
    for (NodeGroup group : configuration.nodeGroups()) {
      snapshot.unknownOf(group).ifPresent(why -> unknown.put(group.id(), why));
    }
    this.memory =
        before
            .after(
                Watches.in(configuration, snapshot, inventory, unknown.keySet(), before),
                snapshot.askedAt())
            .withReasons(Watches.reasons(configuration, snapshot, before));
    this.lasted = memory.lasted();
    this.held = new Held(before);
    snapshot.regions().forEach((where, view) -> statuses.put(where, statusesOf(view)));
    this.launching = launchingGroups();
  }

  Assessment assess() {
    List<Finding> findings = new ArrayList<>();
    inventory.live().keySet().forEach(node -> judgeInstancesOf(node, findings));
    inventory.strays().forEach(stray -> judgeStray(sighting(stray), findings));
    List<FailedBoot> failedBoots = new ArrayList<>();
    Set<String> booted = new LinkedHashSet<>();
    for (NodeRecord node : snapshot.nodes().byName().values()) {
      Optional<NodeGroup> group = configuration.groupOf(node.name());
      if (group.isPresent()) {
        NodeView view = view(node, group.get());
        Optional<Finding> finding = NodeTable.judge(view);
        finding.ifPresent(findings::add);
        finding
            .flatMap(found -> FailedBoot.of(found, view, group.get()))
            .ifPresent(failedBoots::add);
        if (hasBooted(view)) {
          booted.add(node.name());
        }
      }
    }
    drift.missing().forEach((group, names) -> findings.add(drifted(group, names)));
    return new Assessment(findings, memory, failedBoots, booted);
  }

  Inventory inventory() {
    return inventory;
  }

  Drift drift() {
    return drift;
  }

  /** Seen on the way up by the sweep before, and now registered and well. */
  private boolean hasBooted(NodeView view) {
    boolean wasBooting = before.lastSeen(Watch.BOOTING, view.node().name()).isPresent();
    // Faster than the timer: an instance that no sweep has seen before, and its node is up.
    boolean isNew =
        view.backing() instanceof Backing.Known known
            && known.running().stream()
                .anyMatch(
                    one ->
                        one.age().compareTo(Memory.IN_A_ROW) < 0
                            && before.lastSeen(Watch.INSTANCE, one.instance().id()).isEmpty());
    return FailedBoot.isWell(view) && (wasBooting || isNew);
  }

  /** What the rules say of one instance of a node, in the order in which they are asked. */
  Map<Rule, Verdict> verdictsOf(NodeRecord node, Sighting sighting, List<Sighting> siblings) {
    Duration poweringDown =
        memory.lasted(Watch.POWERING_DOWN_LIVE, node.name()).orElse(Duration.ZERO);
    Map<Rule, Verdict> verdicts = new EnumMap<>(Rule.class);
    verdicts.put(Rule.LEFTOVER, InstanceTable.leftover(node, sighting, poweringDown, grace));
    verdicts.put(
        Rule.TWINS,
        snapshot
            .exclusions()
            .of(node)
            .<Verdict>map(why -> new Verdict.Pass("the node is excluded from suspension, " + why))
            .orElseGet(() -> InstanceTable.twins(node, sighting, siblings, grace)));
    return verdicts;
  }

  private void judgeInstancesOf(String name, List<Finding> findings) {
    NodeRecord node = snapshot.nodes().byName().get(name);
    boolean drifts = configuration.groupOf(name).filter(drift::has).isPresent();
    if (node == null || drifts) {
      return;
    }
    List<Sighting> live = sightings(name);
    for (Sighting sighting : live) {
      verdictsOf(node, sighting, live)
          .forEach((rule, verdict) -> add(rule, sighting, name, verdict, findings));
    }
  }

  /**
   * A name that Slurm knows is a node's, whatever partitions.json says by now. Suspend leaves such
   * a node alone, so that its instance is ended here once Slurm has the node off.
   */
  private void judgeStray(Sighting stray, List<Finding> findings) {
    Optional<NodeRecord> known =
        stray.name().flatMap(name -> Optional.ofNullable(snapshot.nodes().byName().get(name)));
    boolean drifts =
        configuration.nodeGroups().stream()
            .anyMatch(group -> drift.has(group) && Inventory.isOf(group, stray.instance()));
    if (known.isPresent()) {
      NodeRecord node = known.get();
      if (!drifts && InstanceTable.leftover(node, stray, Duration.ZERO, grace) instanceof Act act) {
        add(Rule.LEFTOVER, stray, node.name(), act, findings);
        return;
      }
      findings.add(
          new Finding(
              Rule.DRIFT,
              stray.instance().id(),
              Optional.empty(),
              "its node " + node.name() + " is in Slurm and not in partitions.json",
              new Action.Report()));
    } else if (!drifts && InstanceTable.orphan(stray, grace) instanceof Act act) {
      findings.add(
          new Finding(
              Rule.ORPHAN, stray.instance().id(), Optional.empty(), act.seen(), act.action()));
    }
  }

  private static void add(
      Rule rule, Sighting sighting, String node, Verdict verdict, List<Finding> findings) {
    if (verdict instanceof Act act) {
      findings.add(
          new Finding(rule, sighting.instance().id(), Optional.of(node), act.seen(), act.action()));
    }
  }

  private static Finding drifted(String group, List<String> names) {
    String seen =
        names.size()
            + " of its nodes are not in Slurm, as "
            + names.get(0)
            + ": no instance of this group is ended. Mend slurm.conf (slurm-ec2 generate-conf); up"
            + " to Slurm 22.05 set PrivateData=CLOUD, without which Slurm hides nodes that are off";
    return new Finding(Rule.DRIFT, group, Optional.empty(), seen, new Action.Report());
  }

  NodeView view(NodeRecord node, NodeGroup group) {
    Optional<Duration> sinceReason =
        node.reasonAt().map(at -> positive(Duration.between(at, snapshot.slurmNow())));
    Optional<Duration> sinceBoot =
        node.bootTime().map(at -> positive(Duration.between(at, snapshot.slurmNow())));
    return new NodeView(
        node,
        group.identity(),
        backing(node.name(), group),
        lasted.getOrDefault(node.name(), Map.of()),
        sinceReason,
        sinceBoot,
        grace,
        configuration.settings().launch().capacityCoolDown(),
        resumeWait,
        snapshot.version(),
        snapshot.exclusions().of(node),
        held.writtenOver(node),
        closed(group),
        snapshot.open().contains(group.id()));
  }

  private Optional<NodeView.Closed> closed(NodeGroup group) {
    return Optional.ofNullable(snapshot.closed().get(group.id()))
        .map(
            row ->
                new NodeView.Closed(
                    row.reason(), Duration.between(snapshot.askedAt(), row.until())));
  }

  private Backing backing(String node, NodeGroup group) {
    List<Sighting> live = sightings(node);
    String why = unknown.get(group.id());
    // A live instance is known whatever another of the group's regions would have shown.
    if (why == null || !live.isEmpty()) {
      return new Backing.Known(
          live,
          inventory.endedOf(node),
          snapshot.waiting().contains(node) || launching.contains(group.id()),
          inventory.untagged().contains(node),
          lost(node));
    }
    return new Backing.Unknown(why);
  }

  /**
   * The ids of groups with young instances that have no name yet: one of them may be about to be
   * any node's. Once for all nodes, as there may be a thousand of either.
   */
  private Set<String> launchingGroups() {
    Set<List<Optional<String>>> tags = new HashSet<>();
    inventory.strays().stream()
        .map(this::sighting)
        .filter(stray -> stray.name().isEmpty() && stray.age().compareTo(grace) < 0)
        .map(Sighting::instance)
        .forEach(young -> tags.add(List.of(young.tag(Tags.PARTITION), young.tag(Tags.NODE_GROUP))));
    return configuration.nodeGroups().stream()
        .filter(
            group ->
                tags.contains(List.of(Optional.of(group.partition()), Optional.of(group.name()))))
        .map(NodeGroup::id)
        .collect(Collectors.toSet());
  }

  private static Map<String, InstanceStatus> statusesOf(RegionView view) {
    Map<String, InstanceStatus> byId = new HashMap<>();
    if (view instanceof RegionView.Seen seen) {
      seen.statuses().forEach(status -> byId.putIfAbsent(status.instanceId(), status));
    }
    return byId;
  }

  /** Only the latest: an earlier one ended with an earlier life of the node. */
  private Optional<Instance> lost(String node) {
    return inventory.endedOf(node).stream()
        .max(Comparator.comparing(Instance::launchTime))
        .filter(
            one ->
                before
                    .lastSeen(Watch.INSTANCE, one.id())
                    .filter(at -> !at.plus(Memory.IN_A_ROW).isBefore(snapshot.askedAt()))
                    .isPresent());
  }

  List<Sighting> sightings(String node) {
    return inventory.liveOf(node).stream().map(this::sighting).toList();
  }

  Sighting sighting(Inventory.Located located) {
    Duration watched = memory.lasted(Watch.INSTANCE, located.instance().id()).orElse(Duration.ZERO);
    Duration age =
        snapshot.regions().get(located.where()) instanceof RegionView.Seen seen
            ? seen.ec2Now()
                .map(now -> Duration.between(located.instance().launchTime(), now))
                .orElse(watched)
            : watched;
    return new Sighting(located.instance(), located.where(), positive(age), health(located));
  }

  private Health health(Inventory.Located located) {
    String id = located.instance().id();
    if (!(snapshot.regions().get(located.where()) instanceof RegionView.Seen seen)) {
      return Health.GOOD;
    }
    Optional<InstanceStatus> status =
        Optional.ofNullable(statuses.getOrDefault(located.where(), Map.of()).get(id));
    return new Health(
        status.flatMap(each -> impairedFor(each, seen)),
        status.map(InstanceStatus::events).orElse(List.of()),
        Optional.ofNullable(seen.interruptions().get(id)));
  }

  private Optional<Duration> impairedFor(InstanceStatus status, RegionView.Seen seen) {
    Duration watched = memory.lasted(Watch.IMPAIRED, status.instanceId()).orElse(Duration.ZERO);
    return status
        .impairedSince()
        .map(
            since ->
                seen.ec2Now().map(now -> positive(Duration.between(since, now))).orElse(watched));
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
