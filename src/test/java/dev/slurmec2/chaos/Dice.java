package dev.slurmec2.chaos;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Chance, by what is asked and how often it was asked before, and not by the order of all calls: so
 * that steps that no order binds have the same fate in any.
 */
final class Dice {
  private final long seed;
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
  private final Set<String> struckCalls = new TreeSet<>();

  Dice(long seed) {
    this.seed = seed;
  }

  /** The chances of this occurrence of the key. */
  SplittableRandom of(String key) {
    long mixed = seed * 0x9E3779B97F4A7C15L + asked.merge(key, 1, Integer::sum);
    for (int i = 0; i < key.length(); i++) {
      mixed = (mixed ^ key.charAt(i)) * 0x100000001B3L;
    }
    return new SplittableRandom(mixed);
  }

  /** One of the list. */
  static <T> T one(SplittableRandom chance, List<T> all) {
    return all.get(chance.nextInt(all.size()));
  }

  /**
   * Counts a fault.
   *
   * @param where what it struck; its first word is the call
   */
  void count(FaultKind kind, String where) {
    counts.merge(kind, 1L, Long::sum);
    struckCalls.add(where.split(" ", 2)[0] + " " + kind);
  }

  /** Which calls were struck by what. */
  Set<String> struckCalls() {
    return struckCalls;
  }

  Map<FaultKind, Long> counts() {
    return counts;
  }
}
