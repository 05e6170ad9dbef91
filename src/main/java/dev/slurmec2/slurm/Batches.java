package dev.slurmec2.slurm;

import java.util.ArrayList;
import java.util.List;

/** Cuts the nodes of an update into calls of {@code scontrol}. */
final class Batches {

  /**
   * Nodes in one call. slurmctld locks jobs, nodes and partitions for each call, so few are better
   * than many; 500 nodes with addresses take it some 50 ms.
   */
  static final int MAX_NODES = 500;

  /**
   * Linux takes 128 KiB in one argument (MAX_ARG_STRLEN); the key in front of a list needs some.
   */
  static final int MAX_ARGUMENT_BYTES = 120_000;

  private Batches() {}

  /**
   * The nodes in their order, cut.
   *
   * @param onePrefix whether the names of a batch may differ in the number at their end only
   */
  static List<List<String>> of(Update update, boolean onePrefix) {
    List<List<String>> batches = new ArrayList<>();
    List<String> batch = new ArrayList<>();
    int bytes = 0;
    for (String node : update.nodes()) {
      boolean full = batch.size() == MAX_NODES || bytes + update.size(node) > MAX_ARGUMENT_BYTES;
      boolean other = onePrefix && !batch.isEmpty() && !prefix(batch.get(0)).equals(prefix(node));
      if (!batch.isEmpty() && (full || other)) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(node);
      bytes += update.size(node);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static String prefix(String node) {
    int end = node.length();
    while (end > 0 && Character.isDigit(node.charAt(end - 1))) {
      end--;
    }
    return node.substring(0, end);
  }
}
