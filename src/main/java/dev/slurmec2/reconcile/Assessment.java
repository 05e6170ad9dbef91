package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.slurm.NodeRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep decides: a pure function of the configuration, one snapshot and the memory of
 * earlier sweeps.
 *
 * @param findings instances first, since they cost money, then nodes, then drift
 * @param memory what the next sweep is to know
 */
record Assessment(List<Finding> findings, Memory memory) {
  Assessment {
    findings = List.copyOf(findings);
  }

  static Assessment of(Configuration configuration, Snapshot snapshot, Memory before) {
    return new Judge(configuration, snapshot, before).assess();
  }

  /** The parts of one assessment. */
  private static final class Judge {
    private final Configuration configuration;
    private final Snapshot snapshot;
    private final Duration grace;
    private final Inventory inventory;
    private final Drift drift;
    private final Memory memory;

    Judge(Configuration configuration, Snapshot snapshot, Memory before) {
      this.configuration = configuration;
      this.snapshot = snapshot;
      this.grace = configuration.settings().grace();
      this.inventory = Inventory.of(configuration, snapshot);
      this.drift = Drift.of(configuration, snapshot.nodes());
      this.memory =
          before.after(Watches.in(configuration, snapshot, inventory), snapshot.askedAt());
    }

    Assessment assess() {
      List<Finding> findings = new ArrayList<>();
      inventory.live().keySet().forEach(node -> judgeInstancesOf(node, findings));
      inventory.strays().forEach(stray -> judgeStray(sighting(stray), findings));
      for (NodeRecord node : snapshot.nodes().byName().values()) {
        configuration
            .groupOf(node.name())
            .flatMap(group -> NodeTable.judge(view(node, group)))
            .ifPresent(findings::add);
      }
      drift.missing().forEach((group, names) -> findings.add(drifted(group, names)));
      return new Assessment(findings, memory);
    }

    private void judgeInstancesOf(String name, List<Finding> findings) {
      NodeRecord node = snapshot.nodes().byName().get(name);
      boolean drifts = configuration.groupOf(name).filter(drift::has).isPresent();
      if (node == null || drifts) {
        return;
      }
      List<Sighting> live = sightings(name);
      Duration poweringDown = memory.lasted(Watch.POWERING_DOWN_LIVE, name).orElse(Duration.ZERO);
      for (Sighting sighting : live) {
        add(
            Rule.LEFTOVER,
            sighting,
            name,
            InstanceTable.leftover(node, sighting, poweringDown, grace),
            findings);
        add(Rule.TWINS, sighting, name, InstanceTable.twins(node, sighting, live, grace), findings);
      }
    }

    /** A name that Slurm knows is a node's, whatever partitions.json says by now. */
    private void judgeStray(Sighting stray, List<Finding> findings) {
      Optional<String> known = stray.name().filter(snapshot.nodes().byName()::containsKey);
      boolean drifts =
          configuration.nodeGroups().stream()
              .anyMatch(group -> drift.has(group) && Inventory.isOf(group, stray.instance()));
      if (known.isPresent()) {
        findings.add(
            new Finding(
                Rule.DRIFT,
                stray.instance().id(),
                Optional.empty(),
                "its node " + known.get() + " is in Slurm and not in partitions.json",
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
            new Finding(
                rule, sighting.instance().id(), Optional.of(node), act.seen(), act.action()));
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

    private NodeView view(NodeRecord node, NodeGroup group) {
      Map<Watch, Duration> lasted = new EnumMap<>(Watch.class);
      for (Watch watch : Watch.values()) {
        memory.lasted(watch, node.name()).ifPresent(duration -> lasted.put(watch, duration));
      }
      Optional<Duration> sinceReason =
          node.reasonAt().map(at -> positive(Duration.between(at, snapshot.slurmNow())));
      return new NodeView(
          node, backing(node.name(), group), lasted, sinceReason, grace, snapshot.version());
    }

    private Backing backing(String node, NodeGroup group) {
      RegionView view = snapshot.regions().get(RegionProfile.of(group));
      if (view instanceof RegionView.Seen) {
        boolean launching =
            inventory.straysOf(group).stream()
                .map(this::sighting)
                .anyMatch(stray -> stray.name().isEmpty() && stray.age().compareTo(grace) < 0);
        return new Backing.Known(
            sightings(node),
            inventory.endedOf(node),
            launching,
            inventory.untagged().contains(node));
      }
      return new Backing.Unknown(
          view instanceof RegionView.Unanswered unanswered
              ? unanswered.error().toString()
              : "it was not asked");
    }

    private List<Sighting> sightings(String node) {
      return inventory.liveOf(node).stream().map(this::sighting).toList();
    }

    private Sighting sighting(Inventory.Located located) {
      Duration watched =
          memory.lasted(Watch.INSTANCE, located.instance().id()).orElse(Duration.ZERO);
      Duration age =
          snapshot.regions().get(located.where()) instanceof RegionView.Seen seen
              ? seen.ec2Now()
                  .map(now -> Duration.between(located.instance().launchTime(), now))
                  .orElse(watched)
              : watched;
      return new Sighting(located.instance(), located.where(), positive(age));
    }

    private static Duration positive(Duration duration) {
      return duration.isNegative() ? Duration.ZERO : duration;
    }
  }
}
