package dev.slurmec2.rehearsal;

import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Batch jobs that Slurm has requeued once, and what they are told. */
final class RehearsalJobs implements SlurmJobs {
  private final Map<String, List<Change>> told = new TreeMap<>();

  @Override
  public SlurmResult<List<Job>> find(Collection<String> ids) {
    return new SlurmResult.Ok<>(ids.stream().map(id -> new Job(id, id, "PD", 1, true)).toList());
  }

  @Override
  public Map<String, String> change(Collection<String> ids, Change change) {
    ids.forEach(id -> told.computeIfAbsent(id, key -> new ArrayList<>()).add(change));
    return Map.of();
  }

  Map<String, List<Change>> told() {
    return told;
  }
}
