package dev.slurmec2.chaos;

import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import dev.slurmec2.slurm.UpdateOutcome;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Slurm as one process of a suite with a defect sees it and changes it. */
final class DefectiveSlurm implements Slurm {
  private final Slurm slurm;
  private final SlurmModel model;
  private final Defect defect;
  private final Head head;
  private final boolean isSweep;

  /** Nodes whose DOWN was left out: the POWER_DOWN that follows is too. */
  private final Set<String> leftOut = new HashSet<>();

  DefectiveSlurm(Slurm slurm, SlurmModel model, Defect defect, Head head, boolean isSweep) {
    this.slurm = slurm;
    this.model = model;
    this.defect = defect;
    this.head = head;
    this.isSweep = isSweep;
  }

  @Override
  public SlurmResult<NodeRecords> nodes() {
    return slurm.nodes().map(this::seen);
  }

  @Override
  public SlurmResult<NodeRecords> nodes(Collection<String> names) {
    return slurm.nodes(names).map(this::seen);
  }

  private NodeRecords seen(NodeRecords records) {
    Map<String, NodeRecord> changed = new LinkedHashMap<>();
    records.byName().forEach((name, record) -> changed.put(name, seen(record)));
    return new NodeRecords(changed, records.unreadable());
  }

  private NodeRecord seen(NodeRecord record) {
    Set<String> flags = new HashSet<>(record.state().flags());
    Optional<String> reason = record.reason();
    if (defect == Defect.HANDS_OFF && isSweep) {
      reason = reason.map(text -> SuiteReason.of("resume", "lost"));
    }
    if (defect == Defect.NO_MAINTENANCE) {
      flags.removeAll(List.of("MAINTENANCE", "RESERVED", "REBOOT_ISSUED", "REBOOT_REQUESTED"));
    }
    if (defect == Defect.RESUME_DOES_NOT_LOOK && !isSweep) {
      flags.add("POWERING_UP");
    }
    return new NodeRecord(
        record.name(),
        record.address(),
        record.hostname(),
        new NodeState(record.state().base(), flags),
        record.partitions(),
        reason,
        record.reasonBy(),
        record.reasonAt(),
        record.bootTime(),
        record.lastBusyTime());
  }

  @Override
  public UpdateOutcome setAddresses(Collection<NodeAddress> addresses) {
    boolean lost = isSweep && defect == Defect.COMPLETE;
    return lost ? UpdateOutcome.ALL_DONE : slurm.setAddresses(addresses);
  }

  @Override
  public UpdateOutcome resetAddresses(Collection<String> nodes) {
    return slurm.resetAddresses(nodes);
  }

  @Override
  public UpdateOutcome setState(
      Collection<String> nodes, StateRequest state, Optional<String> reason) {
    List<String> done =
        nodes.stream().filter(node -> !isSweep || rule(node, state, reason) != defect).toList();
    if (defect == Defect.SWEEP_CHANGES_NOTHING && isSweep) {
      return UpdateOutcome.ALL_DONE;
    }
    nodes.stream().filter(node -> !done.contains(node)).forEach(leftOut::add);
    return slurm.setState(done, state, reason);
  }

  /** Which rule asks for that state. */
  private Defect rule(String name, StateRequest state, Optional<String> reason) {
    ModelNode node = model.node(name);
    return switch (state) {
      case IDLE -> Defect.RECOVER;
      case UNDRAIN -> Defect.UNDRAIN;
      case DRAIN -> Defect.IMPAIRED;
      case POWER_DOWN_FORCE -> Defect.INVALID;
      case DOWN -> down(reason.orElse(""));
      case POWER_DOWN -> {
        if (leftOut.contains(name)) {
          yield defect;
        }
        yield node.has("POWERED_DOWN") ? Defect.STUCK : node.down ? Defect.DEAD : Defect.IMPAIRED;
      }
      case RESUME, POWER_UP -> Defect.NONE;
    };
  }

  private static Defect down(String reason) {
    if (SuiteReason.isOf("never-came", reason)) {
      return Defect.NEVER_CAME;
    }
    if (SuiteReason.isOf("allocated-off", reason)) {
      return Defect.ALLOCATED_OFF;
    }
    if (SuiteReason.isOf("completing-off", reason)) {
      return Defect.COMPLETING_OFF;
    }
    return SuiteReason.isOf("completing", reason) ? Defect.COMPLETING : Defect.UNBACKED;
  }

  @Override
  public SlurmResult<SlurmVersion> version() {
    return slurm.version();
  }

  @Override
  public SlurmResult<Map<String, String>> configuration() {
    SlurmResult<Map<String, String>> answer = slurm.configuration();
    return defect == Defect.NO_EXCLUSION ? answer.map(keys -> Map.of()) : answer;
  }

  @Override
  public SlurmResult<List<Controller>> controllers() {
    SlurmResult<List<Controller>> answer = slurm.controllers();
    return defect == Defect.EVERYWHERE_ACTIVE
        ? answer.map(all -> List.of(new Controller(head.name, "primary", true)))
        : answer;
  }

  @Override
  public SlurmJobs jobs() {
    return slurm.jobs();
  }
}
