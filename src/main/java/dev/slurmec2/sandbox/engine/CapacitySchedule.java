package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Updates that are due at some time. Nothing happens by itself: it is asked what is due. */
final class CapacitySchedule {

  private final TreeMap<Instant, List<CapacityUpdate>> planned = new TreeMap<>();

  void plan(Instant at, CapacityUpdate update) {
    planned.computeIfAbsent(at, none -> new ArrayList<>()).add(update);
  }

  void clear() {
    planned.clear();
  }

  /** Hands over, in order, what is due, with the time at which it was. */
  void due(Instant now, BiConsumer<CapacityUpdate, Instant> apply) {
    while (!planned.isEmpty() && !planned.firstKey().isAfter(now)) {
      Map.Entry<Instant, List<CapacityUpdate>> first = planned.pollFirstEntry();
      first.getValue().forEach(update -> apply.accept(update, first.getKey()));
    }
  }

  Optional<Instant> next() {
    return planned.isEmpty() ? Optional.empty() : Optional.of(planned.firstKey());
  }
}
