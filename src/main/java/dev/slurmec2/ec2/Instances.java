package dev.slurmec2.ec2;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads EC2's words for instances. Pure. */
final class Instances {
  private Instances() {}

  /**
   * A state that this program does not know counts as running: what may cost must be seen.
   *
   * @param name as {@code shutting-down}; null where EC2 says none yet
   */
  static Instance.State state(@Nullable String name) {
    if (name == null) {
      return Instance.State.PENDING;
    }
    String constant = name.replace('-', '_').toUpperCase(Locale.ROOT);
    return Stream.of(Instance.State.values())
        .filter(known -> known.name().equals(constant))
        .findFirst()
        .orElse(Instance.State.RUNNING);
  }
}
