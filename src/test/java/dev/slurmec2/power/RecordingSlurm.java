package dev.slurmec2.power;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.UpdateOutcome;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A controller that takes every update and remembers it. Nodes of which it was told nothing are on
 * their way up, as slurmctld has set them when it calls ResumeProgram, or what {@link #phase} says.
 */
final class RecordingSlurm implements Slurm {
  final Map<String, NodeAddress> addresses = new LinkedHashMap<>();
  final List<String> updates = new ArrayList<>();
  final Map<String, NodeRecord> records = new HashMap<>();
  final List<SlurmJobs.Job> jobs = new ArrayList<>();
  final Map<String, SlurmJobs.Change> jobChanges = new LinkedHashMap<>();
  Runnable onJobChange = () -> {};
  int refuseAddresses;
  boolean showsNothing;

  /** What nodes are doing of which it was told nothing. */
  String phase = "POWERING_UP";

  /** Lets Slurm show a node. */
  void shows(String node, Optional<String> reason, String base, String... flags) {
    records.put(node, record(node, reason, base, flags));
  }

  synchronized boolean hasAddress(String node) {
    return addresses.containsKey(node);
  }

  /** Whether that state was asked of that one node. */
  synchronized boolean wasTold(StateRequest state, String node) {
    return updates.stream().anyMatch(update -> update.startsWith(state + " " + node + " "));
  }

  /** Lets Slurm show a node that is on its way up and registered last when that machine booted. */
  void showsPoweringUp(String node, Instant lastBoot) {
    NodeRecord shown = record(node, Optional.empty(), "ALLOCATED", "CLOUD", "POWERING_UP");
    records.put(
        node,
        new NodeRecord(
            node,
            node,
            node,
            shown.state(),
            shown.partitions(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(LocalDateTime.ofInstant(lastBoot, ZoneId.systemDefault())),
            Optional.empty()));
  }

  private static NodeRecord record(
      String node, Optional<String> reason, String base, String... flags) {
    return new NodeRecord(
        node,
        node,
        node,
        new NodeState(base, Set.of(flags)),
        List.of("aws"),
        reason,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public SlurmResult<NodeRecords> nodes() {
    return new SlurmResult.Ok<>(new NodeRecords(records, List.of()));
  }

  @Override
  public SlurmResult<NodeRecords> nodes(Collection<String> names) {
    if (showsNothing) {
      return new SlurmResult.Failed<>(
          SlurmResult.Kind.UNREACHABLE, "Unable to contact slurm controller");
    }
    Map<String, NodeRecord> asked = new LinkedHashMap<>();
    for (String name : names) {
      NodeRecord unknown =
          record(name, Optional.empty(), "MIXED", "CLOUD", "NOT_RESPONDING", phase);
      asked.put(name, records.getOrDefault(name, unknown));
    }
    return new SlurmResult.Ok<>(new NodeRecords(asked, List.of()));
  }

  @Override
  public synchronized UpdateOutcome setAddresses(Collection<NodeAddress> given) {
    if (refuseAddresses > 0) {
      refuseAddresses--;
      Map<String, String> failed = new LinkedHashMap<>();
      given.forEach(address -> failed.put(address.node(), "Unable to contact slurm controller"));
      return new UpdateOutcome(failed);
    }
    given.forEach(address -> addresses.put(address.node(), address));
    return UpdateOutcome.ALL_DONE;
  }

  @Override
  public synchronized UpdateOutcome resetAddresses(Collection<String> nodes) {
    updates.add("reset " + Hostlist.fold(nodes));
    return UpdateOutcome.ALL_DONE;
  }

  @Override
  public synchronized UpdateOutcome setState(
      Collection<String> nodes, StateRequest state, Optional<String> reason) {
    updates.add(state + " " + Hostlist.fold(nodes) + reason.map(text -> " " + text).orElse(""));
    return UpdateOutcome.ALL_DONE;
  }

  @Override
  public SlurmResult<SlurmVersion> version() {
    return new SlurmResult.Ok<>(new SlurmVersion(22, 5, 8));
  }

  @Override
  public SlurmResult<Map<String, String>> configuration() {
    return new SlurmResult.Ok<>(Map.of());
  }

  @Override
  public SlurmResult<List<Controller>> controllers() {
    return new SlurmResult.Ok<>(List.of());
  }

  @Override
  public SlurmJobs jobs() {
    return new SlurmJobs() {
      @Override
      public SlurmResult<List<Job>> find(Collection<String> ids) {
        return new SlurmResult.Ok<>(jobs.stream().filter(job -> ids.contains(job.id())).toList());
      }

      @Override
      public Map<String, String> change(Collection<String> names, Change change) {
        onJobChange.run();
        names.forEach(
            name -> jobChanges.put(name + " " + change.getClass().getSimpleName(), change));
        return Map.of();
      }
    };
  }
}
