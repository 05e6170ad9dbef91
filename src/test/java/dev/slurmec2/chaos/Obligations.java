package dev.slurmec2.chaos;

import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.StatusEvent;
import dev.slurmec2.slurm.SuiteReason;
import dev.slurmec2.state.BootFailures;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What may stand after a sweep, and for how many sweeps in a row at most, once nothing fails any
 * more. Two, where no rule waits: one sweep that sees it, one more where the node changed between
 * look and act. More only where a rule is documented to wait.
 */
final class Obligations {
  /** No wait. */
  private static final int TWO = 2;

  /** Two sweeps have to miss an instance before its absence is believed, hence one more. */
  private static final int MISSED_TWICE = 3;

  /** Counted over sweeps from the first sight: GraceSeconds is two sweeps, and then two. */
  private static final int GRACE = 4;

  /** The cool-down after a code is five sweeps, and then two. */
  private static final int COOL_DOWN = 7;

  /** The pause of a group whose boots failed is fifteen sweeps, and then two. */
  private static final int PAUSE = 17;

  /** A job's end may take fifteen sweeps, counted from the first sight, and then two. */
  private static final int COMPLETING = 18;

  /**
   * The rule allocated-off waits for ten sweeps from the first sight, and then as without a wait.
   */
  private static final int ALLOCATED_OFF = 13;

  /** The rule completing-off waits for two minutes from the first sight. */
  private static final int COMPLETING_OFF = 5;

  /** A status check fails for longer than this before the node is drained. */
  private static final Duration IMPAIRED = Duration.ofMinutes(3);

  /** Events after which a machine does not go on; the others only interrupt it for moments. */
  private static final Set<String> ENDING =
      Set.of("instance-retirement", "instance-stop", "instance-reboot", "system-reboot");

  private final World world;
  private Map<String, Integer> standing = new HashMap<>();

  Obligations(World world) {
    this.world = world;
  }

  /** What slurmctld found on a node, or made of a reboot: somebody has to look at it. */
  static boolean isFinding(String reason) {
    return SuiteReason.isSlurmsFinding(reason) || reason.contains("reboot timed out");
  }

  /** Looks after a sweep. */
  void look() {
    Map<String, Integer> limits = new TreeMap<>();
    List<InstanceView> own = world.own();
    own.forEach(view -> instance(view, limits));
    Map<String, List<InstanceView>> byNode = World.byNode(own);
    world
        .managed()
        .forEach(node -> node(node, own, byNode.getOrDefault(node.name, List.of()), limits));
    Map<String, Integer> next = new HashMap<>();
    limits.forEach(
        (what, limit) -> {
          int sweeps = standing.getOrDefault(what, 0) + 1;
          next.put(what, sweeps);
          if (sweeps == limit + 1) {
            world.guard.broken("stands after " + sweeps + " sweeps: " + what);
          }
        });
    standing = next;
  }

  private void instance(InstanceView view, Map<String, Integer> limits) {
    String name = World.nodeOf(view).orElse("nobody");
    ModelNode node = world.slurm.nodes.get(name);
    if (world.age(view).compareTo(Cluster.GRACE) < 0) {
      return;
    }
    if (node == null) {
      limits.put("leak: " + view.id() + " is nobody's", TWO);
    } else if (node.isInMaintenance()) {
      // Whoever works on the node has its machine too.
      return;
    } else if (node.has("POWERED_DOWN") && node.job == null && !node.has("POWER_UP")) {
      limits.put("leak: " + view.id() + " of " + name + ", which is off", TWO);
    } else if (node.has("POWERING_DOWN")) {
      limits.put("leak: " + view.id() + " of " + name + ", which is on its way off", GRACE);
    }
  }

  private void node(
      ModelNode node, List<InstanceView> own, List<InstanceView> its, Map<String, Integer> limits) {
    if (node.isInMaintenance()) {
      return;
    }
    if (isExcludedMachine(node, its)) {
      return;
    }
    boolean isInvalid = node.isUp() && node.has("INVALID_REG") && !node.has("POWER_DOWN");
    boolean isFound = node.reason.filter(Obligations::isFinding).isPresent();
    if (isInvalid && (isFound || !world.isOperators(node))) {
      limits.put("stuck: " + node.name + " is up and invalid", TWO);
    }
    boolean hangs = node.reason.filter(SuiteReason::isSlurmsFinding).isPresent();
    if (node.isUp() && node.has("COMPLETING") && node.has("DRAIN") && hangs) {
      limits.put("stuck: " + node.name + " completes and is drained", COMPLETING);
    }
    if (world.isOperators(node) || node.awaitsAdministrator()) {
      return;
    }
    boolean runs = node.job != null && node.job.state == ModelJob.State.RUNNING;
    if (runs && node.has("POWERED_DOWN") && its.isEmpty()) {
      limits.put("stuck: " + node.name + " is off without instance and runs a job", ALLOCATED_OFF);
    }
    if (node.has("POWERED_DOWN") && node.has("COMPLETING") && node.job == null && its.isEmpty()) {
      limits.put("stuck: " + node.name + " is off and completes a job", COMPLETING_OFF);
    }
    up(node, its, limits);
    booting(node, own, its, limits);
    off(node, limits);
  }

  /** Up on a machine that slurm.conf keeps: not the suite's to touch, whatever its state. */
  boolean isExcludedMachine(ModelNode node, List<InstanceView> its) {
    return world.slurm.excluded.contains(node.name) && node.isUp() && !its.isEmpty();
  }

  private void up(ModelNode node, List<InstanceView> its, Map<String, Integer> limits) {
    if (!node.isUp() || node.has("POWER_DOWN")) {
      return;
    }
    if (node.down) {
      limits.put("stuck: " + node.name + " is down and on", TWO);
      return;
    }
    if (its.isEmpty()) {
      limits.put("stuck: " + node.name + " is up without instance", MISSED_TWICE);
    }
    boolean isStale =
        !world.slurm.registersAddresses
            && node.has("NOT_RESPONDING")
            && its.stream().noneMatch(view -> view.privateIp().equals(node.address));
    if (its.size() == 1 && (node.address.equals(node.name) || isStale)) {
      limits.put("stuck: " + node.name + " is up and slurmctld has not its address", TWO);
    }
    boolean isEmpty = node.job == null && !node.has("COMPLETING");
    boolean byUs = node.reason.filter(text -> SuiteReason.isOf("impaired", text)).isPresent();
    if (node.has("DRAIN") && byUs && isEmpty) {
      limits.put("stuck: " + node.name + " is drained, empty and on", TWO);
    }
    if (!node.has("DRAIN") && its.stream().anyMatch(view -> isBroken(view, node))) {
      limits.put("stuck: " + node.name + " is on an impaired machine", TWO);
    }
    if (its.size() > 1
        && its.stream().anyMatch(view -> view.privateIp().equals(node.address))
        && its.stream().allMatch(view -> world.age(view).compareTo(Cluster.GRACE) > 0)) {
      limits.put("leak: " + node.name + " is up on one of " + its.size() + " instances", TWO);
    }
  }

  private boolean isBroken(InstanceView view, ModelNode node) {
    Instant now = world.time.instant().plus(world.weather.clockOffset());
    boolean failsForLong =
        Stream.concat(view.impairedInstance().stream(), view.impairedSystem().stream())
            .anyMatch(since -> Duration.between(since, now).compareTo(IMPAIRED) > 0);
    boolean ends = view.events().stream().map(StatusEvent::code).anyMatch(ENDING::contains);
    return view.privateIp().equals(node.address) && (failsForLong || ends);
  }

  private static void booting(
      ModelNode node, List<InstanceView> own, List<InstanceView> its, Map<String, Integer> limits) {
    if (!node.has("POWERING_UP")) {
      return;
    }
    // A launch without a name may be this node's: the rule waits until it has one, or is ended.
    boolean unnamed = own.stream().anyMatch(view -> World.nodeOf(view).isEmpty());
    if (its.isEmpty() && !unnamed) {
      limits.put("stuck: " + node.name + " boots without instance", GRACE);
    }
    boolean pointsNowhere = its.stream().noneMatch(view -> view.privateIp().equals(node.address));
    if (!its.isEmpty() && pointsNowhere) {
      // Of twins, one within the grace period, neither is chosen yet.
      limits.put("stuck: " + node.name + " boots at no address", its.size() > 1 ? GRACE : TWO);
    }
    if (node.down && !node.has("POWER_DOWN")) {
      limits.put("stuck: " + node.name + " is down and boots", TWO);
    }
  }

  private static void off(ModelNode node, Map<String, Integer> limits) {
    if (!node.has("POWERED_DOWN")) {
      return;
    }
    if (node.down) {
      boolean paused =
          node.reason.filter(text -> text.contains("(Code:" + BootFailures.CODE + ")")).isPresent();
      limits.put("stuck: " + node.name + " is down and off", paused ? PAUSE : COOL_DOWN);
      return;
    }
    if (node.has("DRAIN")) {
      limits.put("stuck: " + node.name + " is drained and off", TWO);
    }
    if (node.has("NOT_RESPONDING")) {
      limits.put("stuck: " + node.name + " is off and not responding", MISSED_TWICE);
    }
  }
}
