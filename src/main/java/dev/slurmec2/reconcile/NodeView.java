package dev.slurmec2.reconcile;

import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * All that the rules know of one node.
 *
 * @param node what Slurm says
 * @param identity how its group's nodes are named and reached
 * @param backing what EC2 says
 * @param lasted how long conditions have been seen, over sweeps in a row
 * @param sinceReason the reason's age on the controller's clock, never negative
 * @param sinceBoot the age of BootTime on the controller's clock, never negative; that of the last
 *     machine that registered as this node
 * @param grace how young a launch may be before it is judged
 * @param capacityCoolDown how long pools without capacity are left out
 * @param resumeWait how long slurmctld may leave an allocated node off: see {@link AllocatedOff}
 * @param version Slurm's, if it is known
 * @param excluded why slurm.conf keeps the node from being suspended, if it does
 * @param writtenOver the words with which it is held, where Slurm's own reason stands instead
 * @param closed the node's group launches nothing for a while
 * @param open one of the group's capacity reservations or blocks is seen to be open
 */
record NodeView(
    NodeRecord node,
    NodeIdentity identity,
    Backing backing,
    Map<Watch, Duration> lasted,
    Optional<Duration> sinceReason,
    Optional<Duration> sinceBoot,
    Duration grace,
    Duration capacityCoolDown,
    Duration resumeWait,
    Optional<SlurmVersion> version,
    Optional<String> excluded,
    Optional<String> writtenOver,
    Optional<Closed> closed,
    boolean open) {
  NodeView {
    lasted = Map.copyOf(lasted);
  }

  /**
   * A group that launches nothing.
   *
   * @param reason for its nodes
   * @param left how long yet
   */
  record Closed(String reason, Duration left) {}

  NodeState state() {
    return node.state();
  }

  Owner owner() {
    return Owner.of(node.reason());
  }

  /** Whether the condition has been seen in every sweep for at least that long. */
  boolean lastedAtLeast(Watch watch, Duration limit) {
    Duration seen = lasted.get(watch);
    return seen != null && seen.compareTo(limit) >= 0;
  }

  /**
   * Whether the instance had booted before slurmctld asked for its node, which is POWERING_UP: it
   * takes only a slurmd that booted after (22.05 node_mgr.c, waiting_for_node_boot). No machine has
   * registered since, so a BootTime younger than the instance is the instance's own.
   */
  boolean bootedBefore(Sighting sighting) {
    return States.isPoweringUp(state())
        && sinceBoot.filter(age -> age.compareTo(sighting.age()) < 0).isPresent();
  }

  /** How long the condition has been seen, in words. */
  String seconds(Watch watch) {
    return lasted.getOrDefault(watch, Duration.ZERO).toSeconds() + " s";
  }

  /** How long the node stays out after its reason was set. */
  Duration coolDown() {
    return CoolDown.of(node, capacityCoolDown);
  }

  /**
   * Whether the cool-down of the reason is over, by Slurm's clock or by the sweeps', or its end of
   * no meaning any more: the node waits for a capacity block and another one is open.
   */
  boolean isCool() {
    Duration limit = coolDown();
    if (open && CoolDown.isForReservation(node)) {
      return true;
    }
    return sinceReason.filter(age -> age.compareTo(limit) >= 0).isPresent()
        || lastedAtLeast(Watch.DOWN_OFF, limit);
  }

  /**
   * Whether Slurm is at least 22.05, the first on which the newer requests were tried: resume of a
   * POWERING_DOWN node, power_down of a POWERED_DOWN one. An unknown version is taken for a new
   * one.
   */
  boolean isModern() {
    return version.map(known -> known.isAtLeast(22, 5)).orElse(true);
  }

  /**
   * Whether slurmctld takes a node's address from its registration whatever its configuration:
   * since 23.11 (its RELEASE_NOTES). An unknown version is taken for an old one: it is asked for as
   * soon as something is to be done, and what is judged now is judged again.
   */
  boolean takesAddressOfRegistration() {
    return version.map(known -> known.isAtLeast(23, 11)).orElse(false);
  }

  /**
   * Whether the node registered with less than slurm.conf promises, and slurmctld keeps it out for
   * that. The flag INVALID_REG came with 21.08; 20.11 drains the node with what it found, and
   * answers each of its registrations with an error (src/slurmctld/node_mgr.c,
   * validate_node_specs). A version that is not known has not been asked for yet: it is as soon as
   * something is to be done, and what is judged now is judged again.
   */
  boolean isInvalid() {
    boolean mayLackFlag = version.map(known -> !known.isAtLeast(21, 8)).orElse(true);
    return state().has("INVALID_REG")
        || (mayLackFlag
            && States.isUp(state())
            && state().has("DRAIN")
            && node.reason().filter(SuiteReason::isSlurmsShortfall).isPresent());
  }

  /** {@code IDLE+CLOUD+POWERED_DOWN}. */
  String stateWords() {
    return state().flags().stream()
        .sorted()
        .reduce(state().base(), (words, flag) -> words + "+" + flag);
  }
}
