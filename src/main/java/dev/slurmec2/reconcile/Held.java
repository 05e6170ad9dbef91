package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Nodes that have to stay out of service although Slurm puts them back by itself. With
 * idle_on_node_suspend slurmctld makes every node IDLE that it powers down and takes DRAIN and FAIL
 * from it, and leaves the Reason (src/slurmctld/power_save.c, 20.11 to 26.05); at ResumeTimeout it
 * takes DRAIN, and up to 22.05 writes its own reason over the one that stands. Whoever puts a node
 * back in service by scontrol takes its Reason away, too; but Slurm 24.11 leaves it where the node
 * is POWERED_DOWN (seen with resume and undrain), and then it stands until the node has another.
 */
public final class Held {
  /**
   * The only reason that slurmctld writes over another's, up to 22.05 (src/slurmctld/power_save.c).
   * "Not responding" and the rest it writes where none stands (set_node_down_ptr of node_mgr.c): a
   * node with one of those was put back before.
   */
  private static final String WRITTEN_OVER = "ResumeTimeout reached";

  /** Longer words are not kept: StateDir is for what fits a line. */
  private static final int LONGEST_REASON = 1000;

  private final Memory before;
  private final Optional<Instant> lastSweep;

  Held(Memory before) {
    this.before = before;
    this.lastSweep = before.latest();
  }

  /** With what the latest sweep saw, as it is in StateDir. */
  public static Held afterLatestSweep(Configuration configuration) {
    return new Held(new MemoryFile(configuration.settings().stateDir()).read());
  }

  /**
   * How to take a node out of service again that was held and is out no more.
   *
   * @param localNow the time in the controller's zone
   * @param now the same time
   * @return the state to ask for with the reason that stands; empty if the node is as it should be
   */
  public Optional<StateRequest> again(NodeRecord node, LocalDateTime localNow, Instant now) {
    if (!isDropped(node, localNow, now)) {
      return Optional.empty();
    }
    return Optional.of(wasDown(node) ? StateRequest.DOWN : StateRequest.DRAIN);
  }

  /**
   * Whether an administrator's word holds the node, or Slurm's or the suite's that waits for an
   * administrator: it is out of service, or should be.
   */
  boolean isHeld(NodeRecord node, LocalDateTime localNow, Instant now) {
    NodeState state = node.state();
    boolean out = States.isOut(state) && isAdministrators(node) && !state.has("POWER_DOWN");
    return out || isDropped(node, localNow, now) || isOverwritten(node);
  }

  /** Whether the node is held, and held as DOWN. */
  boolean isHeldDown(NodeRecord node, LocalDateTime localNow, Instant now) {
    return isHeld(node, localNow, now) && (node.state().is("DOWN") || wasDown(node));
  }

  /** The node is held and has been off for as long: Slurm has nothing to put back any more. */
  boolean isHeldOff(NodeRecord node, LocalDateTime localNow, Instant now) {
    NodeState state = node.state();
    return States.isOut(state)
        && States.isPoweredDown(state)
        && !state.has("POWER_UP")
        && isHeld(node, localNow, now);
  }

  /**
   * Somebody has put the node back by scontrol, and its reason stands all the same: it was held and
   * off when the sweep before looked, and Slurm puts nothing back that is off.
   */
  boolean isPutBack(NodeRecord node) {
    return node.reason().isPresent()
        && !States.isOut(node.state())
        && (before.lastSeen(Watch.HELD_OFF, node.name()).isPresent()
            || before.lastSeen(Watch.PUT_BACK, node.name()).isPresent());
  }

  /** Slurm has written its own reason over the administrator's. */
  boolean isOverwritten(NodeRecord node) {
    boolean timedOut = node.reason().filter(WRITTEN_OVER::equals).isPresent();
    return node.state().is("DOWN") && timedOut && wasHeld(node);
  }

  /** The words that Slurm has written over, where a sweep has seen them. */
  Optional<String> writtenOver(NodeRecord node) {
    return isOverwritten(node)
        ? Optional.ofNullable(before.reasons().get(node.name()))
        : Optional.empty();
  }

  /** The words with which the node is held, those that stand or those that Slurm wrote over. */
  Optional<String> words(NodeRecord node, LocalDateTime localNow, Instant now) {
    if (!isHeld(node, localNow, now)) {
      return Optional.empty();
    }
    Optional<String> words = isOverwritten(node) ? writtenOver(node) : node.reason();
    return words.filter(text -> text.length() <= LONGEST_REASON);
  }

  private boolean isDropped(NodeRecord node, LocalDateTime localNow, Instant now) {
    NodeState state = node.state();
    if (States.isOut(state) || States.isUp(state) || States.isPoweringUp(state)) {
      return false;
    }
    if (isPutBack(node)) {
      return false;
    }
    if (isInvalid(node) || Owner.of(node.reason()) == Owner.SLURM_FINDING) {
      return true;
    }
    // A reason that no sweep has seen: rather out of service for nothing than in service against
    // an administrator's word. One that a sweep has seen on a node in service is of a power_down.
    return Owner.of(node.reason()) == Owner.OPERATOR
        && (wasHeld(node) || isNew(node, localNow, now));
  }

  private boolean isNew(NodeRecord node, LocalDateTime localNow, Instant now) {
    if (lastSweep.isEmpty()) {
      return true;
    }
    // Both ages, not both times: the controller's zone need not be known. Slurm has whole seconds.
    Duration sinceSweep = Duration.between(lastSweep.get(), now).plusSeconds(1);
    return node.reasonAt()
        .map(at -> Duration.between(at, localNow).compareTo(sinceSweep) <= 0)
        .orElse(false);
  }

  private boolean wasHeld(NodeRecord node) {
    return before.lastSeen(Watch.HELD, node.name()).isPresent();
  }

  private boolean wasDown(NodeRecord node) {
    return before.lastSeen(Watch.HELD_DOWN, node.name()).isPresent();
  }

  private static boolean isAdministrators(NodeRecord node) {
    Owner owner = Owner.of(node.reason());
    return owner == Owner.OPERATOR || owner == Owner.SLURM_FINDING || isInvalid(node);
  }

  private static boolean isInvalid(NodeRecord node) {
    return node.reason()
        .filter(reason -> SuiteReason.isOf(Rule.INVALID.toString(), reason))
        .isPresent();
  }
}
