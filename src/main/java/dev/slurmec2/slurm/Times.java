package dev.slurmec2.slurm;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as Slurm prints them: {@code 2026-11-21T08:19:32}, in the zone of who prints. */
final class Times {

  private Times() {}

  /** The time; empty for None, Unknown and N/A. */
  static Optional<LocalDateTime> parse(String text) {
    if (text.isEmpty() || text.charAt(0) < '0' || text.charAt(0) > '9') {
      // An exception for each of ten thousand nodes that are off takes longer than the rest.
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.parse(text));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
