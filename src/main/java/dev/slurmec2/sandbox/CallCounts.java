package dev.slurmec2.sandbox;

import java.util.Map;
import java.util.TreeMap;

/** How many calls there were of each action. Safe for use by several threads. */
final class CallCounts {

  private final Map<String, Integer> calls = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();

  synchronized void called(String action) {
    calls.merge(action, 1, Integer::sum);
  }

  synchronized void refused(String code) {
    errors.merge(code, 1, Integer::sum);
  }

  synchronized Map<String, Object> json() {
    return Map.of("calls", new TreeMap<>(calls), "errors", new TreeMap<>(errors));
  }

  synchronized void clear() {
    calls.clear();
    errors.clear();
  }
}
