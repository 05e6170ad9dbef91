package dev.slurmec2.chaos;

import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeState;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node in slurmctld's memory. */
final class ModelNode {
  final String name;
  final TreeSet<String> flags = new TreeSet<>();
  boolean down;
  String address;
  String hostname;
  Optional<String> reason = Optional.empty();
  Optional<Instant> reasonAt = Optional.empty();

  /** An operator's reason that slurmctld has written its own over, at ResumeTimeout. */
  Optional<String> overwritten = Optional.empty();

  @Nullable ModelJob job;

  /** boot_req_time: a slurmd that booted before it is not taken. */
  Instant bootRequest = Instant.EPOCH;

  /** power_save_req_time. */
  Instant powerSaveRequest = Instant.EPOCH;

  Instant lastBusy = Instant.EPOCH;
  Instant lastResponse = Instant.EPOCH;

  /** Whether the next job's end will not end: a process that cannot be killed. */
  boolean endless;

  /**
   * POWERED_DOWN was left on it when its slurmd registered after ResumeTimeout: slurmctld gives it
   * jobs, does not ask after it, and does not resume it for a job that runs (seen with 22.05).
   */
  boolean servesOff;

  Instant completingSince = Instant.EPOCH;

  /** End of the maintenance reservation. */
  Instant maintenanceEnd = Instant.EPOCH;

  /** When the machine that was told to reboot is back. */
  Instant rebooted = Instant.EPOCH;

  ModelNode(String name) {
    this.name = name;
    this.address = name;
    this.hostname = name;
    flags.add("CLOUD");
    flags.add("POWERED_DOWN");
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  String base() {
    return down ? "DOWN" : job == null ? "IDLE" : "ALLOCATED";
  }

  boolean isUp() {
    return !has("POWERED_DOWN") && !has("POWERING_UP") && !has("POWERING_DOWN");
  }

  boolean isRebooting() {
    return has("REBOOT_REQUESTED") || has("REBOOT_ISSUED");
  }

  /** Taken out with an operator's words, or with a finding that an operator has to look at. */
  boolean isOperators() {
    return (down || has("DRAIN"))
        && reason
            .filter(text -> !SuiteReason.isOurs(text) && !SuiteReason.isSlurms(text))
            .isPresent();
  }

  /** Taken out with an operator's words or a finding, and Slurm's own reason stands instead. */
  boolean isOverwritten() {
    return down && overwritten.isPresent();
  }

  /** Reserved for maintenance, or rebooting at somebody's word: not the suite's to change. */
  boolean isInMaintenance() {
    return has("MAINTENANCE") || isRebooting();
  }

  /** Out, until an administrator has mended what the rule invalid found. */
  boolean awaitsAdministrator() {
    return (down || has("DRAIN"))
        && reason.filter(text -> SuiteReason.isOf("invalid", text)).isPresent();
  }

  /** Out of service by somebody's word, for now or until somebody takes it back. */
  boolean isHeld() {
    return isOperators() || isInMaintenance() || awaitsAdministrator();
  }

  void reason(String text, Instant at) {
    reason = Optional.of(text);
    reasonAt = Optional.of(at);
    overwritten = Optional.empty();
  }

  void noReason() {
    reason = Optional.empty();
    reasonAt = Optional.empty();
    overwritten = Optional.empty();
  }

  void resetAddress() {
    address = name;
    hostname = name;
  }

  NodeRecord asRecord() {
    return new NodeRecord(
        name,
        address,
        hostname,
        new NodeState(base(), flags),
        List.of(name.substring(0, name.indexOf('-'))),
        reason,
        reason.map(text -> "slurm"),
        reasonAt.map(at -> LocalDateTime.ofInstant(at, ZoneOffset.UTC)),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public String toString() {
    return name
        + "="
        + base()
        + "+"
        + String.join("+", flags)
        + reason.map(text -> " \"" + text + "\"").orElse("")
        + (address.equals(name) ? "" : " at " + address);
  }
}
