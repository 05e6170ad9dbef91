package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Settings;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.state.BootFailures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The cluster at a glance, by node group; nothing is changed. */
public final class Status {
  private final Configuration configuration;
  private final WrongParameters wrong;
  private final Look look;
  private final Clock clock;

  /**
   * @param clock the head node's clock, in the zone in which slurmctld prints times
   * @param wrong references to parameters that cannot be filled in
   */
  public Status(
      Configuration configuration,
      Slurm slurm,
      Ec2Regions regions,
      Clock clock,
      WrongParameters wrong) {
    this.configuration = configuration;
    this.wrong = wrong;
    this.clock = clock;
    this.look = new Look(configuration, slurm, regions, clock);
  }

  /**
   * The whole.
   *
   * @param groups in the order of partitions.json
   * @param orphans ids of live instances with the cluster's tag that are no node's
   * @param unanswered why, by region, for those that did not answer
   * @param former live instances, by region, of regions that partitions.json names no more; empty
   *     where it did not answer
   */
  public record Report(
      List<Group> groups,
      List<String> orphans,
      Map<String, String> unanswered,
      Map<String, Optional<Integer>> former) {

    /** Whether every region answered, and what was not seen is not there. */
    public boolean isWhole() {
      return unanswered.isEmpty();
    }
  }

  /**
   * One node group.
   *
   * @param id partition and group
   * @param configured nodes in partitions.json
   * @param up registered, and not DOWN
   * @param booting POWERING_UP
   * @param off powered down or on the way, and not DOWN
   * @param down DOWN
   * @param drained DRAIN, whatever else
   * @param instances live ones; empty where the region did not answer
   * @param ended how many ended instances EC2 still shows, by StateReason's code
   * @param coolDowns how long nodes stay out of service yet, by node
   * @param failedBoots in a row
   * @param pausedFor how long the group launches nothing yet
   * @param wrong sentences about parameters that cannot be had, as {@link WrongParameters#of}
   */
  public record Group(
      String id,
      int configured,
      int up,
      int booting,
      int off,
      int down,
      int drained,
      Optional<Integer> instances,
      Map<String, Integer> ended,
      Map<String, Duration> coolDowns,
      int failedBoots,
      Optional<Duration> pausedFor,
      List<String> wrong) {}

  /** Looks. */
  public SlurmResult<Report> of(String cluster) {
    return look.at(cluster, this::report);
  }

  private Report report(Snapshot snapshot) {
    Settings settings = configuration.settings();
    Judge judge = new Judge(configuration, snapshot, new MemoryFile(settings.stateDir()).read());
    Map<String, BootFailures.Row> rows =
        new BootFailures(settings.stateDir(), settings.bootFailureLimit(), clock).rows();
    List<Group> groups = new ArrayList<>();
    for (NodeGroup group : configuration.nodeGroups()) {
      groups.add(group(snapshot, judge, group, Optional.ofNullable(rows.get(group.id()))));
    }
    Map<String, String> unanswered = new LinkedHashMap<>();
    snapshot
        .regions()
        .forEach(
            (where, view) -> {
              if (view instanceof RegionView.Unanswered no) {
                unanswered.put(where.toString(), no.error().toString());
              }
            });
    return new Report(
        List.copyOf(groups),
        judge.inventory().strays().stream().map(stray -> stray.instance().id()).toList(),
        unanswered,
        former(snapshot));
  }

  private Map<String, Optional<Integer>> former(Snapshot snapshot) {
    Map<String, Optional<Integer>> former = new LinkedHashMap<>();
    for (RegionProfile where : new FormerRegions(configuration).askedIn(snapshot)) {
      former.put(
          where.toString(),
          snapshot.regions().get(where) instanceof RegionView.Seen seen
              ? Optional.of(FormerRegions.live(seen))
              : Optional.empty());
    }
    return former;
  }

  private Group group(
      Snapshot snapshot, Judge judge, NodeGroup group, Optional<BootFailures.Row> row) {
    int up = 0;
    int booting = 0;
    int off = 0;
    int down = 0;
    int drained = 0;
    int instances = 0;
    Map<String, Integer> ended = new TreeMap<>();
    Map<String, Duration> coolDowns = new LinkedHashMap<>();
    for (int index = 0; index < group.maxNodes(); index++) {
      String name = group.nodeName(index);
      instances += judge.inventory().liveOf(name).size();
      for (Instance one : judge.inventory().endedOf(name)) {
        ended.merge(one.stateReason().orElse("no reason given"), 1, Integer::sum);
      }
      NodeRecord node = snapshot.nodes().byName().get(name);
      if (node != null) {
        NodeState state = node.state();
        drained += state.has("DRAIN") ? 1 : 0;
        if (state.is("DOWN")) {
          down++;
        } else if (States.isUp(state)) {
          up++;
        } else if (States.isPoweringUp(state)) {
          booting++;
        } else {
          off++;
        }
        coolDown(judge.view(node, group)).ifPresent(left -> coolDowns.put(name, left));
      }
    }
    boolean answered = snapshot.unknownOf(group).isEmpty();
    return new Group(
        group.id(),
        group.maxNodes(),
        up,
        booting,
        off,
        down,
        drained,
        answered ? Optional.of(instances) : Optional.empty(),
        ended,
        coolDowns,
        row.map(BootFailures.Row::count).orElse(0),
        row.flatMap(BootFailures.Row::pausedUntil)
            .map(until -> Duration.between(clock.instant(), until)),
        wrong.of(group.id()));
  }

  private static Optional<Duration> coolDown(NodeView view) {
    if (!view.state().is("DOWN") || !view.owner().isOursOrSlurms() || view.isCool()) {
      return Optional.empty();
    }
    Duration limit = view.coolDown();
    return view.sinceReason().map(limit::minus).or(() -> Optional.of(limit));
  }
}
