package dev.slurmec2.testing;

import dev.slurmec2.slurm.StateRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** How {@link FakeSlurm}'s nodes change, by slurmctld's rules. */
final class Updates {
  private Updates() {}

  /** Why slurmctld would refuse the request. */
  static Optional<String> refusal(FakeNode node, StateRequest state, Optional<String> reason) {
    boolean invalid = node.has("INVALID_REG");
    boolean out = node.base.equals("DOWN") || node.has("DRAIN") || node.has("FAIL");
    boolean refused =
        switch (state) {
          case DOWN, DRAIN -> reason.isEmpty();
          case RESUME -> !node.has("POWERING_DOWN") && (invalid || !out);
          case IDLE -> invalid || !(node.base.equals("DOWN") || node.base.equals("IDLE"));
          case UNDRAIN -> invalid;
          case POWER_UP, POWER_DOWN, POWER_DOWN_FORCE -> false;
        };
    return refused
        ? Optional.of("slurm_update error: Invalid node state specified")
        : Optional.empty();
  }

  static void apply(FakeNode node, StateRequest state, Optional<String> reason, Instant now) {
    reason.ifPresent(text -> node.reason(text, now));
    switch (state) {
      case DOWN -> node.base = "DOWN";
      case DRAIN -> node.flags.add("DRAIN");
      case UNDRAIN -> node.flags.remove("DRAIN");
      case IDLE -> backToIdle(node);
      case RESUME -> {
        if (node.has("POWERING_DOWN")) {
          poweredDown(node);
        }
        backToIdle(node);
      }
      case POWER_UP -> node.flags.add("POWER_UP");
      case POWER_DOWN -> powerDown(node);
      case POWER_DOWN_FORCE -> {
        node.flags.remove("POWERING_UP");
        node.base = node.base.equals("DOWN") ? "DOWN" : "IDLE";
        powerDown(node);
      }
    }
  }

  private static void backToIdle(FakeNode node) {
    node.flags.removeAll(Set.of("DRAIN", "FAIL"));
    node.base = "IDLE";
    node.reason = Optional.empty();
    node.reasonAt = Optional.empty();
  }

  private static void powerDown(FakeNode node) {
    if (node.has("POWERING_DOWN")) {
      return;
    }
    if (node.base.equals("DOWN")) {
      node.flags.remove("POWERING_UP");
    }
    node.flags.add("POWER_DOWN");
  }

  static void poweringDown(FakeNode node, boolean idle, Instant now) {
    node.flags.removeAll(Set.of("POWER_DOWN", "POWERED_DOWN", "NOT_RESPONDING", "POWER_UP"));
    node.flags.add("POWERING_DOWN");
    node.since = now;
    if (idle) {
      node.base = "IDLE";
      node.flags.removeAll(Set.of("DRAIN", "FAIL"));
    }
  }

  static void poweredDown(FakeNode node) {
    node.flags.removeAll(Set.of("POWERING_DOWN", "INVALID_REG"));
    node.flags.add("POWERED_DOWN");
    node.resetAddress();
  }

  static void poweringUp(FakeNode node, Instant now) {
    node.flags.removeAll(Set.of("POWERED_DOWN", "POWER_UP"));
    node.flags.addAll(Set.of("POWERING_UP", "NOT_RESPONDING"));
    node.since = now;
  }

  /** The address stays; so does it in slurmctld. */
  static void resumeTimeout(FakeNode node, Instant now) {
    node.flags.removeAll(Set.of("POWERING_UP", "NOT_RESPONDING", "DRAIN", "POWER_DOWN"));
    node.flags.add("POWERED_DOWN");
    node.base = "DOWN";
    node.reason(node.reason.map(old -> old + " : ").orElse("") + "ResumeTimeout reached", now);
  }
}
