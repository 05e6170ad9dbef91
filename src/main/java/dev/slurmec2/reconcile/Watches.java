package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.ec2.Instance.State;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which watched conditions a snapshot shows. */
final class Watches {
  private Watches() {}

  /**
   * What holds now.
   *
   * @param unknown ids of the groups of which not all places have answered
   */
  static Set<Memory.Key> in(
      Configuration configuration,
      Snapshot snapshot,
      Inventory inventory,
      Set<String> unknown,
      Memory before) {
    Set<Memory.Key> seen = new HashSet<>();
    Held held = new Held(before);
    for (NodeRecord node : snapshot.nodes().byName().values()) {
      configuration
          .groupOf(node.name())
          .ifPresent(
              group -> {
                List<Inventory.Located> live = inventory.liveOf(node.name());
                watchState(node, seen);
                watchHeld(node, held, snapshot, seen);
                if (!live.isEmpty() || !unknown.contains(group.id())) {
                  watchInstances(node, live, seen);
                }
              });
    }
    inventory.live().values().forEach(located -> watchAges(located, seen));
    snapshot.regions().values().forEach(view -> watchStatuses(view, seen));
    watchAges(inventory.strays(), seen);
    return seen;
  }

  /** The words with which nodes are held, by node. */
  static Map<String, String> reasons(
      Configuration configuration, Snapshot snapshot, Memory before) {
    Map<String, String> reasons = new HashMap<>();
    Held held = new Held(before);
    for (NodeRecord node : snapshot.nodes().byName().values()) {
      if (configuration.groupOf(node.name()).isPresent()) {
        held.words(node, snapshot.slurmNow(), snapshot.askedAt())
            .ifPresent(words -> reasons.put(node.name(), words));
      }
    }
    return reasons;
  }

  private static void watchState(NodeRecord node, Set<Memory.Key> seen) {
    NodeState state = node.state();
    boolean silent = state.has("NOT_RESPONDING");
    add(seen, Watch.BOOTING, node, States.isPoweringUp(state));
    add(seen, Watch.SILENT, node, States.isUp(state) && silent && !state.is("DOWN"));
    add(seen, Watch.STUCK, node, States.isPoweredDown(state) && silent && state.is("IDLE"));
    add(seen, Watch.DOWN_OFF, node, States.isPoweredDown(state) && state.is("DOWN"));
    add(
        seen,
        Watch.COMPLETING_DRAIN,
        node,
        States.isUp(state) && state.has("COMPLETING") && state.has("DRAIN"));
  }

  private static void watchHeld(
      NodeRecord node, Held held, Snapshot snapshot, Set<Memory.Key> seen) {
    LocalDateTime local = snapshot.slurmNow();
    add(seen, Watch.HELD, node, held.isHeld(node, local, snapshot.askedAt()));
    add(seen, Watch.HELD_DOWN, node, held.isHeldDown(node, local, snapshot.askedAt()));
    add(seen, Watch.HELD_OFF, node, held.isHeldOff(node, local, snapshot.askedAt()));
    add(seen, Watch.PUT_BACK, node, held.isPutBack(node));
  }

  private static void watchInstances(
      NodeRecord node, List<Inventory.Located> live, Set<Memory.Key> seen) {
    NodeState state = node.state();
    boolean none = live.stream().noneMatch(Watches::runs);
    add(seen, Watch.POWERING_UP_EMPTY, node, States.isPoweringUp(state) && none);
    add(seen, Watch.UP_EMPTY, node, States.isUp(state) && none);
    add(seen, Watch.ALLOCATED_OFF_EMPTY, node, AllocatedOff.isSo(state) && live.isEmpty());
    add(seen, Watch.COMPLETING_OFF_EMPTY, node, OffRules.isCompletingOff(state) && live.isEmpty());
    add(seen, Watch.POWERING_DOWN_EMPTY, node, States.isPoweringDown(state) && live.isEmpty());
    add(seen, Watch.POWERING_DOWN_LIVE, node, States.isPoweringDown(state) && !live.isEmpty());
  }

  private static void watchAges(List<Inventory.Located> instances, Set<Memory.Key> seen) {
    instances.forEach(located -> seen.add(new Memory.Key(Watch.INSTANCE, located.instance().id())));
  }

  private static void watchStatuses(RegionView view, Set<Memory.Key> seen) {
    if (view instanceof RegionView.Seen region) {
      region.statuses().stream()
          .filter(status -> status.impairedSince().isPresent())
          .forEach(status -> seen.add(new Memory.Key(Watch.IMPAIRED, status.instanceId())));
    }
  }

  private static boolean runs(Inventory.Located located) {
    State state = located.instance().state();
    return state == State.PENDING || state == State.RUNNING;
  }

  private static void add(Set<Memory.Key> seen, Watch watch, NodeRecord node, boolean holds) {
    if (holds) {
      seen.add(new Memory.Key(watch, node.name()));
    }
  }
}
