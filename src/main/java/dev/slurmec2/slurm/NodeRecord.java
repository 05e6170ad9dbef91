package dev.slurmec2.slurm;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What Slurm says of a node.
 *
 * @param name NodeName
 * @param address NodeAddr; the node's name when no address was set
 * @param hostname NodeHostName
 * @param state base and flags
 * @param partitions the partitions it is in
 * @param reason the reason without its {@code [user@time]}
 * @param reasonBy who set the reason
 * @param reasonAt when, on the controller's clock and in its zone
 * @param bootTime BootTime; empty when Slurm says None or Unknown
 * @param lastBusyTime LastBusyTime; empty when Slurm says Unknown, or does not print it (20.11)
 */
public record NodeRecord(
    String name,
    String address,
    String hostname,
    NodeState state,
    List<String> partitions,
    Optional<String> reason,
    Optional<String> reasonBy,
    Optional<LocalDateTime> reasonAt,
    Optional<LocalDateTime> bootTime,
    Optional<LocalDateTime> lastBusyTime) {
  public NodeRecord {
    partitions = List.copyOf(partitions);
  }

  /** Whether an address was set that is not the node's own name. */
  public boolean hasAddress() {
    return !address.equals(name);
  }
}
