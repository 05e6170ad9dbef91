package dev.slurmec2.chaos;

import dev.slurmec2.slurm.StateRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** scontrol update nodename=… state=…: update_node of src/slurmctld/node_mgr.c. */
final class ModelUpdates {
  static final String REFUSED = "slurm_update error: Invalid node state specified";

  private ModelUpdates() {}

  /** Changes the node; what Slurm says if it refuses. */
  static Optional<String> apply(
      SlurmModel slurm, ModelNode node, StateRequest state, Optional<String> reason, Instant now) {
    if (isRefused(node, state, reason)) {
      return Optional.of(REFUSED);
    }
    reason.ifPresent(text -> node.reason(text, now));
    switch (state) {
      case DOWN -> {
        node.down = true;
        node.flags.remove("COMPLETING");
        slurm.requeue(node, now);
      }
      case DRAIN -> {
        node.flags.add("DRAIN");
        if (!node.isUp()) {
          slurm.requeue(node, now);
        }
      }
      case UNDRAIN -> {
        node.flags.remove("DRAIN");
        unheard(slurm, node);
        if (!node.down) {
          node.noReason();
        }
      }
      case IDLE -> inService(node);
      case RESUME -> {
        if (node.down || node.has("DRAIN") || node.isRebooting()) {
          unheard(slurm, node);
        }
        if (node.has("POWERING_DOWN")) {
          slurm.poweredDown(node);
          node.resetAddress();
        }
        inService(node);
      }
      case POWER_UP -> {
        if (node.has("POWERING_UP")) {
          node.flags.remove("POWERING_UP");
          node.flags.add("POWERED_DOWN");
          node.flags.add("POWER_UP");
        } else if (node.has("POWERED_DOWN")) {
          node.flags.add("POWER_UP");
        }
      }
      case POWER_DOWN -> powerDown(node);
      case POWER_DOWN_FORCE -> {
        slurm.requeue(node, now);
        node.flags.remove("POWERING_UP");
        powerDown(node);
      }
    }
    return Optional.empty();
  }

  private static boolean isRefused(ModelNode node, StateRequest state, Optional<String> reason) {
    boolean out = node.down || node.has("DRAIN") || node.isRebooting();
    boolean invalid = node.has("INVALID_REG");
    return switch (state) {
      case DOWN, DRAIN -> reason.isEmpty();
      case RESUME -> !node.has("POWERING_DOWN") && (!out || invalid);
      case IDLE -> invalid || (!node.down && node.job != null);
      case UNDRAIN -> invalid;
      case POWER_UP, POWER_DOWN, POWER_DOWN_FORCE -> false;
    };
  }

  /** Seen on 22.05: the next ping clears it, which a node that is off does not get. */
  private static void unheard(SlurmModel slurm, ModelNode node) {
    if (!slurm.version.isAtLeast(23, 11)) {
      node.flags.add("NOT_RESPONDING");
    }
  }

  private static void inService(ModelNode node) {
    node.down = false;
    node.flags.removeAll(List.of("DRAIN", "FAIL"));
    node.noReason();
  }

  private static void powerDown(ModelNode node) {
    if (node.has("POWERING_DOWN")) {
      return;
    }
    if (node.down) {
      node.flags.remove("POWERING_UP");
    }
    node.flags.add("POWER_DOWN");
  }
}
