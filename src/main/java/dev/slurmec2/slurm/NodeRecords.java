package dev.slurmec2.slurm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All nodes that Slurm shows.
 *
 * @param byName records by node name, in Slurm's order
 * @param unreadable lines that could not be understood, each with what was wrong; the nodes in them
 *     are in no decision
 */
public record NodeRecords(Map<String, NodeRecord> byName, List<String> unreadable) {
  public NodeRecords {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    unreadable = List.copyOf(unreadable);
  }
}
