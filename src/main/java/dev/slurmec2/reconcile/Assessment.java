package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import java.util.List;
import java.util.Set;

/**
 * What a sweep decides: a pure function of the configuration, one snapshot and the memory of
 * earlier sweeps.
 *
 * @param findings instances first, since they cost money, then nodes, then drift
 * @param memory what the next sweep is to know
 * @param failedBoots what the log is to keep of machines that did not come up, and what counts
 * @param booted nodes that have come up since the sweep before
 */
record Assessment(
    List<Finding> findings, Memory memory, List<FailedBoot> failedBoots, Set<String> booted) {
  Assessment {
    findings = List.copyOf(findings);
    failedBoots = List.copyOf(failedBoots);
    booted = Set.copyOf(booted);
  }

  static Assessment of(Configuration configuration, Snapshot snapshot, Memory before) {
    return new Judge(configuration, snapshot, before).assess();
  }
}
