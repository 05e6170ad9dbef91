package dev.slurmec2.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An on-demand capacity reservation or a capacity block: instances of one type in one zone that
 * nobody else gets. They are in no pool.
 *
 * @param id as {@code cr-0123456789abcdef0}
 * @param total how many instances
 * @param block whether it is a capacity block
 * @param targeted whether only launches that name it use it; blocks always are
 * @param start from when on it can be used
 * @param end when it is over, if ever
 */
public record Reservation(
    String id,
    String instanceType,
    String zone,
    int total,
    boolean block,
    boolean targeted,
    Instant start,
    Optional<Instant> end) {

  private static final Pattern ID = Pattern.compile("cr-[0-9a-f]{1,17}");

  /**
   * EC2 begins to end the instances of a block so long before its end (User Guide, "Capacity Blocks
   * for ML").
   */
  static final Duration BLOCK_CLEARED_BEFORE_END = Duration.ofMinutes(30);

  /** What EC2 calls its state. */
  public enum State {
    SCHEDULED,
    ACTIVE,
    EXPIRED;

    /** As the API writes it. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Reservation {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "The capacity reservation's id \"" + id + "\" is not cr- and hexadecimal digits.");
    }
    if (total < 1) {
      throw new IllegalArgumentException(
          "The capacity reservation " + id + " has " + total + " instances: at least 1.");
    }
    if (!zone.matches("[a-z]{2}(-[a-z]+)+-[0-9][a-z]")) {
      throw new IllegalArgumentException(
          "The capacity reservation " + id + " is in no availability zone: \"" + zone + "\".");
    }
    if (end.filter(moment -> !moment.isAfter(start)).isPresent()) {
      throw new IllegalArgumentException(
          "The capacity reservation " + id + " ends before it starts.");
    }
    if (block && end.isEmpty()) {
      throw new IllegalArgumentException("The capacity block " + id + " has no end.");
    }
  }

  /** The region of its zone. */
  public String region() {
    return zone.substring(0, zone.length() - 1);
  }

  /** Its state at that moment. */
  public State stateAt(Instant now) {
    if (now.isBefore(start)) {
      return State.SCHEDULED;
    }
    return end.filter(moment -> !now.isBefore(moment)).isPresent() ? State.EXPIRED : State.ACTIVE;
  }

  /** When the instances of a capacity block are ended. */
  Optional<Instant> clearedAt() {
    return block ? end.map(moment -> moment.minus(BLOCK_CLEARED_BEFORE_END)) : Optional.empty();
  }

  boolean fits(Pool pool) {
    return instanceType.equals(pool.instanceType()) && zone.equals(pool.zone());
  }

  boolean takesLaunchesAt(Instant now) {
    return stateAt(now) == State.ACTIVE
        && clearedAt().filter(moment -> !now.isBefore(moment)).isEmpty();
  }
}
