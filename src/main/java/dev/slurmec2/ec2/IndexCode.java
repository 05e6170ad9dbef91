package dev.slurmec2.ec2;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Numbers as sets of bits of which none holds another: each number has half of the bits, so that
 * whoever sees too few of them sees that some are missing, and never reads another number. (A
 * constant-weight code; its sets in the order of the combinatorial number system: Knuth, The Art of
 * Computer Programming, volume 4A, section 7.2.1.3.) Pure. The compute nodes' script reads the same
 * code.
 *
 * @param bits how many there are: the fewest that have a set for each number
 * @param weight how many of them a number has
 */
record IndexCode(int bits, int weight) {

  /** Slurm has 65,536 nodes (MAX_SLURM_NODES), and half of nineteen bits can be chosen so often. */
  static final int MOST_BITS = 19;

  /** Pascal's triangle: a sweep decodes thousands. */
  private static final long[][] CHOICES = choices();

  /**
   * The code of so many numbers.
   *
   * @return empty for fewer than two, which need no code, and for more than Slurm can have
   */
  static Optional<IndexCode> of(int count) {
    for (int bits = 2; count > 1 && bits <= MOST_BITS; bits++) {
      if (choose(bits, bits / 2) >= count) {
        return Optional.of(new IndexCode(bits, bits / 2));
      }
    }
    return Optional.empty();
  }

  /** The bits of a number. */
  SortedSet<Integer> bitsOf(int index) {
    SortedSet<Integer> set = new TreeSet<>();
    long rest = index;
    int bit = bits - 1;
    for (int size = weight; size > 0; size--) {
      while (choose(bit, size) > rest) {
        bit--;
      }
      set.add(bit);
      rest -= choose(bit, size);
    }
    return set;
  }

  /**
   * The number that has these bits; empty when they are too few or too many, or not of this code.
   */
  OptionalInt indexOf(Collection<Integer> set) {
    SortedSet<Integer> inOrder = new TreeSet<>(set);
    if (inOrder.size() != weight || inOrder.first() < 0 || inOrder.last() >= bits) {
      return OptionalInt.empty();
    }
    long index = 0;
    int size = 0;
    for (int bit : inOrder) {
      index += choose(bit, ++size);
    }
    return OptionalInt.of((int) index);
  }

  /** Binomial coefficient; 0 where there are fewer than are to be chosen. */
  private static long choose(int from, int count) {
    return CHOICES[from][count];
  }

  private static long[][] choices() {
    long[][] choices = new long[MOST_BITS + 1][MOST_BITS + 1];
    for (int from = 0; from <= MOST_BITS; from++) {
      choices[from][0] = 1;
      for (int count = 1; count <= from; count++) {
        choices[from][count] = choices[from - 1][count - 1] + choices[from - 1][count];
      }
    }
    return choices;
  }
}
