package dev.slurmec2.slurmconf;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Settings of the whole cluster: SlurmConf's, else those of the running controller if they are
 * known. SlurmConf is only a part of slurm.conf, so without the controller a missing key may well
 * stand elsewhere.
 */
final class ClusterSettings {
  /** Stands for "never", and is more than any time that Slurm takes. */
  static final long INFINITE = Long.MAX_VALUE / 4;

  private final Map<String, String> configured = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Optional<Map<String, String>> running;

  ClusterSettings(Map<String, String> slurmConf, Optional<Map<String, String>> running) {
    slurmConf.forEach((key, value) -> configured.put(key, ConfText.unquoted(value)));
    this.running =
        running.map(
            values -> {
              Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
              sorted.putAll(values);
              return sorted;
            });
  }

  /** The value of SlurmConf alone. */
  Optional<String> configured(String key) {
    return Optional.ofNullable(configured.get(key));
  }

  /** The value; empty if it is not set, as far as is known. */
  Optional<String> value(String key) {
    return configured(key)
        .or(() -> running.map(values -> values.get(key)))
        .map(String::strip)
        .filter(value -> !value.isEmpty() && !value.equals("(null)") && !value.equals("N/A"));
  }

  /** What a sentence about a missing key must add: that it may stand elsewhere. */
  String unlessElsewhere() {
    return running.isPresent() ? "" : ", unless slurm.conf sets it elsewhere";
  }

  /** The value as a number, without a unit behind it as in {@code 350 sec}. */
  Optional<Long> number(String key) {
    return value(key).flatMap(ClusterSettings::parse);
  }

  /** A number as slurm.conf or {@code scontrol show config} writes it; empty if it is none. */
  static Optional<Long> parse(String text) {
    String word = text.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
    if (word.matches("INFINITE|UNLIMITED|NONE|-1")) {
      return Optional.of(INFINITE);
    }
    if (!word.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(word));
  }

  /** Whether the comma separated value holds the word, alone or as {@code word=…}. */
  boolean has(String key, String word) {
    return words(key).anyMatch(w -> w.equalsIgnoreCase(word)) || option(key, word).isPresent();
  }

  /** The number of {@code word=number} in the comma separated value. */
  Optional<Long> option(String key, String word) {
    String prefix = word.toLowerCase(Locale.ROOT) + "=";
    return words(key)
        .filter(w -> w.toLowerCase(Locale.ROOT).startsWith(prefix))
        .findFirst()
        .flatMap(w -> parse(w.substring(prefix.length())));
  }

  /** The elements of the comma separated value. */
  Stream<String> words(String key) {
    return value(key).stream().flatMap(v -> Arrays.stream(v.split(","))).map(String::strip);
  }
}
