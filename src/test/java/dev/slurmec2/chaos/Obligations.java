package dev.slurmec2.chaos;

import dev.slurmec2.ec2.Tags;
import dev.slurmec2.sandbox.engine.InstanceView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  private final World world;
  private Map<String, Integer> standing = new HashMap<>();

  Obligations(World world) {
    this.world = world;
  }

  /** Looks after a sweep. */
  void look() {
    Map<String, Integer> limits = new TreeMap<>();
    List<InstanceView> own = world.own();
    own.forEach(view -> instance(view, limits));
    world.managed().forEach(node -> node(node, own, limits));
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
    String name = view.tags().get(Tags.NAME);
    ModelNode node = name == null ? null : world.slurm.nodes.get(name);
    if (world.age(view).compareTo(Cluster.GRACE) < 0) {
      return;
    }
    if (node == null) {
      limits.put("leak: " + view.id() + " is nobody's", TWO);
    } else if (node.has("POWERED_DOWN") && node.job == null && !node.has("POWER_UP")) {
      limits.put("leak: " + view.id() + " of " + name + ", which is off", TWO);
    } else if (node.has("POWERING_DOWN")) {
      limits.put("leak: " + view.id() + " of " + name + ", which is on its way off", GRACE);
    }
  }

  private static void node(ModelNode node, List<InstanceView> own, Map<String, Integer> limits) {
    if (node.isOperators()) {
      return;
    }
    boolean runs = own.stream().anyMatch(view -> node.name.equals(view.tags().get(Tags.NAME)));
    if (node.isUp() && !node.down && !node.has("POWER_DOWN") && !runs) {
      limits.put("stuck: " + node.name + " is up without instance", MISSED_TWICE);
    }
    // A launch without a name may be this node's: the rule waits until it has one, or is ended.
    boolean unnamed = own.stream().anyMatch(view -> !view.tags().containsKey(Tags.NAME));
    if (node.has("POWERING_UP") && !runs && !unnamed) {
      limits.put("stuck: " + node.name + " boots without instance", GRACE);
    }
    List<InstanceView> its =
        own.stream().filter(view -> node.name.equals(view.tags().get(Tags.NAME))).toList();
    boolean pointsNowhere = its.stream().noneMatch(view -> view.privateIp().equals(node.address));
    if (node.has("POWERING_UP") && runs && pointsNowhere) {
      // Of twins, one within the grace period, neither is chosen yet.
      limits.put("stuck: " + node.name + " boots at no address", its.size() > 1 ? GRACE : TWO);
    }
    if (node.down && node.has("POWERED_DOWN")) {
      limits.put("stuck: " + node.name + " is down and off", COOL_DOWN);
    }
    if (node.down && (node.isUp() || node.has("POWERING_UP")) && !node.has("POWER_DOWN")) {
      limits.put("stuck: " + node.name + " is down and on", TWO);
    }
    if (!node.down && node.has("POWERED_DOWN") && node.has("DRAIN")) {
      limits.put("stuck: " + node.name + " is drained and off", TWO);
    }
    if (!node.down && node.has("POWERED_DOWN") && node.has("NOT_RESPONDING")) {
      limits.put("stuck: " + node.name + " is off and not responding", MISSED_TWICE);
    }
  }
}
