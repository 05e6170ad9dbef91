package dev.slurmec2.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Since when conditions hold, over sweeps in a row, on the local clock, and what the last sweep
 * knew of reasons. Immutable.
 *
 * @param marks by what was watched on what
 * @param reasons by node: the words with which an administrator holds it, also where Slurm has
 *     written over them since
 */
record Memory(Map<Key, Mark> marks, Map<String, String> reasons) {

  /**
   * Sweeps further apart than this are not in a row: a node may have been through a whole life in
   * between. Five times the minute of the timer, so that a slow sweep or two break nothing.
   */
  static final Duration IN_A_ROW = Duration.ofMinutes(5);

  private static final Set<Watch> OF_ONE_LIFE =
      Set.of(
          Watch.POWERING_UP_EMPTY,
          Watch.UP_EMPTY,
          Watch.SILENT,
          Watch.ALLOCATED_OFF_EMPTY,
          Watch.COMPLETING_OFF_EMPTY);

  static final Memory EMPTY = new Memory(Map.of(), Map.of());

  Memory {
    marks = Collections.unmodifiableMap(new HashMap<>(marks));
    reasons = Map.copyOf(reasons);
  }

  /** A condition of a node or an instance. */
  record Key(Watch watch, String subject) {}

  /** From when to when it was seen in every sweep. */
  record Mark(Instant first, Instant last) {}

  /** This memory after one more sweep, which saw these conditions and no others, and no reasons. */
  Memory after(Set<Key> seen, Instant now) {
    Map<Key, Mark> next = new HashMap<>();
    for (Key key : seen) {
      Mark old = marks.get(key);
      boolean goesOn =
          old != null && !old.last().isAfter(now) && !old.last().plus(IN_A_ROW).isBefore(now);
      next.put(key, new Mark(goesOn && old != null ? old.first() : now, now));
    }
    return new Memory(next, Map.of());
  }

  /** This memory with these reasons. */
  Memory withReasons(Map<String, String> known) {
    return new Memory(marks, known);
  }

  /**
   * This memory after these nodes were taken down: what was seen of the life that so ended says
   * nothing of the next, which Slurm may begin before the next sweep.
   */
  Memory afterTheEndOf(Set<String> nodes) {
    Map<Key, Mark> next = new HashMap<>(marks);
    next.keySet()
        .removeIf(key -> OF_ONE_LIFE.contains(key.watch()) && nodes.contains(key.subject()));
    return new Memory(next, reasons);
  }

  /** When the condition was last seen, by this or an earlier sweep. */
  Optional<Instant> lastSeen(Watch watch, String subject) {
    return Optional.ofNullable(marks.get(new Key(watch, subject))).map(Mark::last);
  }

  /** When the latest sweep was; empty if it saw nothing of note, or there was none. */
  Optional<Instant> latest() {
    return marks.values().stream().map(Mark::last).max(Comparator.naturalOrder());
  }

  /** How long each condition has been seen, by what it was watched on. */
  Map<String, Map<Watch, Duration>> lasted() {
    Map<String, Map<Watch, Duration>> bySubject = new HashMap<>();
    marks.forEach(
        (key, mark) ->
            bySubject
                .computeIfAbsent(key.subject(), none -> new EnumMap<>(Watch.class))
                .put(key.watch(), Duration.between(mark.first(), mark.last())));
    return bySubject;
  }

  /** How long the condition has been seen; empty when it was not seen in the latest sweep. */
  Optional<Duration> lasted(Watch watch, String subject) {
    return Optional.ofNullable(marks.get(new Key(watch, subject)))
        .map(mark -> Duration.between(mark.first(), mark.last()));
  }
}
