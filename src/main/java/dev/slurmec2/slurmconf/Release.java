package dev.slurmec2.slurmconf;

import dev.slurmec2.slurm.SlurmVersion;
import java.util.Optional;

/** Slurm's release where it may be unknown: what it surely is, and what it may be. */
record Release(Optional<SlurmVersion> version) {

  /** Known, and that one or later. */
  boolean isFrom(int year, int month) {
    return version.map(v -> v.isAtLeast(year, month)).orElse(false);
  }

  /** Known, and earlier. */
  boolean isBefore(int year, int month) {
    return version.map(v -> !v.isAtLeast(year, month)).orElse(false);
  }

  /** That one or later, or unknown. */
  boolean mayBeFrom(int year, int month) {
    return !isBefore(year, month);
  }

  /** Earlier, or unknown. */
  boolean mayBeBefore(int year, int month) {
    return !isFrom(year, month);
  }
}
