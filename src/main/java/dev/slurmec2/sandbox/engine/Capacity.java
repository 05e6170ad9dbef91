package dev.slurmec2.sandbox.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What the pools can hold. A pool that no rule covers is unlimited. */
final class Capacity {

  private final Map<String, PoolRule> rules = new LinkedHashMap<>();

  void set(PoolRule rule) {
    rules.put(rule.pattern(), rule);
  }

  void clear() {
    rules.clear();
  }

  List<PoolRule> rules() {
    return new ArrayList<>(rules.values());
  }

  /** The error code with which a pool refuses every launch, if one does. */
  Optional<String> refusal(Pool pool) {
    return rules.values().stream()
        .filter(rule -> rule.covers(pool))
        .flatMap(rule -> rule.refusal().stream())
        .findFirst();
  }

  /**
   * How many more instances fit into a pool.
   *
   * @param living counts the instances that occupy the pools of a rule
   */
  int free(Pool pool, ToIntFunction<PoolRule> living) {
    return rules.values().stream()
        .filter(rule -> rule.covers(pool) && rule.refusal().isEmpty())
        .mapToInt(rule -> Math.max(0, rule.limit() - living.applyAsInt(rule)))
        .min()
        .orElse(Integer.MAX_VALUE);
  }
}
