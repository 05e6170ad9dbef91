package dev.slurmec2.slurmconf;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keys and values of one line, or of one block of lines, in which no key stands twice.
 *
 * <p>Slurm compares keys without regard to case and, of a key given twice, takes the last with an
 * error in its log. Here the last value takes the first one's place, so the meaning is the same and
 * the log stays clean.
 */
final class ConfLine {
  private record Entry(String key, String value) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Sets the key; an earlier value of it, in whatever case, is replaced where it stands. */
  ConfLine set(String key, String value) {
    String folded = key.toLowerCase(Locale.ROOT);
    Entry earlier = entries.get(folded);
    entries.put(folded, new Entry(earlier == null ? key : earlier.key(), value));
    return this;
  }

  /** Sets all of them, except keys that are already there and named in {@code fixed}. */
  ConfLine setAllBut(Map<String, String> more, String... fixed) {
    more.forEach(
        (key, value) -> {
          for (String name : fixed) {
            if (name.equalsIgnoreCase(key)) {
              return;
            }
          }
          set(key, value);
        });
    return this;
  }

  /** {@code key=value} after {@code key=value}, with values as slurm.conf takes them. */
  String joined(String separator) {
    return entries.values().stream()
        .map(entry -> entry.key() + "=" + ConfText.value(entry.value()))
        .collect(Collectors.joining(separator));
  }
}
