package dev.slurmec2.sandbox.engine;

import java.util.HashSet;
import java.util.Set;

/**
 * Private addresses out of 127.10.0.0/16: each is an address of the machine itself (Linux answers
 * on all of 127.0.0.0/8), so that a Slurm on the same machine reaches its nodes under them. A freed
 * address rests until all others had their turn.
 */
final class Addresses {

  /** AWS keeps the first four addresses of a subnet for itself, so instances start at 5. */
  private static final int FIRST = 5;

  /** The last but the broadcast address. */
  private static final int LAST = 65_534;

  private final Set<Integer> used = new HashSet<>();
  private int next = FIRST;

  /** How many addresses are free. */
  int available() {
    return LAST - FIRST + 1 - used.size();
  }

  /** The next free address; there must be one. */
  String take() {
    for (int tried = FIRST; tried <= LAST; tried++) {
      int number = next;
      next = next == LAST ? FIRST : next + 1;
      if (used.add(number)) {
        return "127.10." + (number >> 8) + "." + (number & 255);
      }
    }
    throw new IllegalStateException("All addresses of 127.10.0.0/16 are in use.");
  }

  void free(String address) {
    String[] parts = address.split("\\.", -1);
    used.remove((Integer.parseInt(parts[2]) << 8) + Integer.parseInt(parts[3]));
  }
}
