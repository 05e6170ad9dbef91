package dev.slurmec2.ec2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Splits what is too much for one call. */
final class Batches {
  private Batches() {}

  /**
   * Parts of at most that size, in order; duplicates are dropped.
   *
   * @param size at least 1
   */
  static <T> List<List<T>> of(Collection<T> items, int size) {
    List<T> distinct = List.copyOf(new LinkedHashSet<>(items));
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < distinct.size(); from += size) {
      batches.add(distinct.subList(from, Math.min(from + size, distinct.size())));
    }
    return batches;
  }
}
