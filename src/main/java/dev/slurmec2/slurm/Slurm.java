package dev.slurmec2.slurm;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Slurm's controller, as far as the suite asks and tells it. Every method may block for as long as
 * the implementation's limit for a command; none throws for what Slurm answers.
 */
public interface Slurm {

  /** All nodes; one process. */
  SlurmResult<NodeRecords> nodes();

  /**
   * The records of these nodes only. Names that Slurm does not know, or hides, are simply missing.
   */
  SlurmResult<NodeRecords> nodes(Collection<String> names);

  /**
   * Sets addresses and host names in batches of sorted names. A batch that Slurm refuses is asked
   * again in halves, so that one unknown node fails alone.
   */
  UpdateOutcome setAddresses(Collection<NodeAddress> addresses);

  /** Sets NodeAddr and NodeHostName back to the nodes' names. */
  UpdateOutcome resetAddresses(Collection<String> nodes);

  /**
   * Asks for a state, in batches as {@link #setAddresses}.
   *
   * @param reason needed for DOWN and DRAIN (Slurm refuses them without)
   */
  UpdateOutcome setState(Collection<String> nodes, StateRequest state, Optional<String> reason);

  /** Which Slurm this is: {@code scontrol --version}, which asks no controller. */
  SlurmResult<SlurmVersion> version();

  /** {@code scontrol show config}: keys as printed, values without their padding. */
  SlurmResult<Map<String, String>> configuration();

  /**
   * The host names of the controllers in order with whether each answers: {@code scontrol ping}.
   */
  SlurmResult<List<Controller>> controllers();

  /**
   * Whether a controller on another host may be in charge, as far as can be told without asking:
   * not, where slurm.conf names one SlurmctldHost alone.
   */
  default boolean mayHaveBackup() {
    return true;
  }

  /** Its jobs. */
  SlurmJobs jobs();

  /**
   * A SlurmctldHost.
   *
   * @param role {@code primary}, {@code backup}, {@code backup1} …
   * @param up whether it answers as a controller
   */
  record Controller(String host, String role, boolean up) {}
}
