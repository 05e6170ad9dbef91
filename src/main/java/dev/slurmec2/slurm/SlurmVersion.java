package dev.slurmec2.slurm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Slurm release, as 22.05.8.
 *
 * @param year 20, 21, 22 …
 * @param month 2, 5, 8 or 11
 * @param patch the last number; 0 when not said
 */
public record SlurmVersion(int year, int month, int patch) implements Comparable<SlurmVersion> {
  private static final Pattern FORM = Pattern.compile("(\\d{2})\\.(\\d{2})(?:[.-](\\d+))?");

  /** The first version in the text, as in {@code slurm-wlm 22.05.8}; empty if there is none. */
  public static Optional<SlurmVersion> find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new SlurmVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  /** Whether this is that release or a later one; patches do not count. */
  public boolean isAtLeast(int otherYear, int otherMonth) {
    return year > otherYear || (year == otherYear && month >= otherMonth);
  }

  @Override
  public int compareTo(SlurmVersion other) {
    int order = Integer.compare(year, other.year);
    if (order == 0) {
      order = Integer.compare(month, other.month);
    }
    return order == 0 ? Integer.compare(patch, other.patch) : order;
  }

  @Override
  public String toString() {
    return "%02d.%02d.%d".formatted(year, month, patch);
  }
}
