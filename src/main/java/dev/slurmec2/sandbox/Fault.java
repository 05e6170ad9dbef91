package dev.slurmec2.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that goes wrong on purpose.
 *
 * @param action the call that it hits, or {@code *}
 * @param region the region whose calls it hits, or empty for all
 * @param times how many calls it hits, or empty for every one
 * @param probability of hitting a call, from 0 to 1
 * @param error what is answered instead of executing the call
 * @param delay how long the answer is held back
 * @param lost which part of the call is lost
 * @param page a document that a proxy sends with status 200 in the place of the call
 */
record Fault(
    String action,
    Optional<String> region,
    Optional<Integer> times,
    double probability,
    Optional<ErrorAnswer> error,
    Duration delay,
    Lost lost,
    Optional<String> page) {

  /** An error answer. */
  record ErrorAnswer(String code, String message, int status) {}

  /** How the connection breaks. */
  enum Lost {
    /** It does not. */
    NOTHING,
    /** Before the call is executed. */
    BEFORE,
    /** After it: the effect is there, the answer is not. */
    AFTER
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("action", action);
    region.ifPresent(value -> json.put("region", value));
    times.ifPresent(value -> json.put("times", value));
    json.put("probability", probability);
    error.ifPresent(value -> json.put("error", value.code()));
    json.put("delayMillis", delay.toMillis());
    json.put("lost", lost.name().toLowerCase(Locale.ROOT));
    page.ifPresent(value -> json.put("page", value));
    return json;
  }
}
