package dev.slurmec2.rehearsal;

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
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A controller that takes everything it is told, and remembers when. Its nodes are those that the
 * programs are called for.
 */
final class RehearsalSlurm implements Slurm {

  /** A scontrol with 500 nodes: 50 ms in slurmctld, and as much for the process around it. */
  private static final Duration UPDATE = Duration.ofMillis(100);

  private static final int NODES_IN_AN_UPDATE = 500;

  /**
   * A node.
   *
   * @param address empty while it has none
   * @param told when it got the address, or was taken down
   * @param reason why it was taken down, if it was
   */
  record Node(Optional<NodeAddress> address, Duration told, Optional<String> reason) {}

  private final VirtualTime time;
  private final Map<String, String> settings;
  private final RehearsalJobs jobs = new RehearsalJobs();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private boolean suspending;

  /**
   * @param settings keys of slurm.conf
   */
  RehearsalSlurm(VirtualTime time, Map<String, String> settings) {
    this.time = time;
    this.settings = settings;
  }

  /** From now on nodes are on their way down. */
  void suspend() {
    suspending = true;
  }

  /** What it was told of nodes, by name. */
  Map<String, Node> told() {
    return nodes;
  }

  @Override
  public SlurmResult<NodeRecords> nodes() {
    return nodes(nodes.keySet());
  }

  @Override
  public SlurmResult<NodeRecords> nodes(Collection<String> names) {
    take(1);
    Map<String, NodeRecord> records = new LinkedHashMap<>();
    names.forEach(name -> records.put(name, record(name, Optional.ofNullable(nodes.get(name)))));
    return new SlurmResult.Ok<>(new NodeRecords(records, List.of()));
  }

  private NodeRecord record(String name, Optional<Node> node) {
    Optional<String> reason = node.flatMap(Node::reason);
    Optional<NodeAddress> address = node.flatMap(Node::address);
    return new NodeRecord(
        name,
        address.map(NodeAddress::address).orElse(name),
        address.map(NodeAddress::hostname).orElse(name),
        new NodeState(
            reason.isPresent() ? "DOWN" : suspending ? "IDLE" : "ALLOCATED",
            Set.of("CLOUD", suspending ? "POWERING_DOWN" : "POWERING_UP")),
        List.of(),
        reason,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public UpdateOutcome setAddresses(Collection<NodeAddress> addresses) {
    take(addresses.size());
    addresses.forEach(
        address ->
            nodes.put(
                address.node(), new Node(Optional.of(address), time.elapsed(), Optional.empty())));
    return UpdateOutcome.ALL_DONE;
  }

  @Override
  public UpdateOutcome resetAddresses(Collection<String> names) {
    take(names.size());
    nodes.keySet().removeAll(names);
    return UpdateOutcome.ALL_DONE;
  }

  @Override
  public UpdateOutcome setState(
      Collection<String> names, StateRequest state, Optional<String> reason) {
    take(names.size());
    if (state == StateRequest.DOWN) {
      names.forEach(name -> nodes.put(name, new Node(Optional.empty(), time.elapsed(), reason)));
    }
    return UpdateOutcome.ALL_DONE;
  }

  private void take(int count) {
    time.sleep(UPDATE.multipliedBy((count + NODES_IN_AN_UPDATE - 1) / NODES_IN_AN_UPDATE));
  }

  @Override
  public SlurmResult<SlurmVersion> version() {
    return new SlurmResult.Failed<>(
        SlurmResult.Kind.NO_PROGRAM, "A rehearsal has no Slurm that could tell its version.");
  }

  @Override
  public SlurmResult<Map<String, String>> configuration() {
    return new SlurmResult.Ok<>(settings);
  }

  @Override
  public SlurmResult<List<Controller>> controllers() {
    return new SlurmResult.Ok<>(List.of(new Controller("localhost", "primary", true)));
  }

  @Override
  public SlurmJobs jobs() {
    return jobs;
  }

  /** What jobs were told, by id. */
  Map<String, List<SlurmJobs.Change>> toldJobs() {
    return jobs.told();
  }
}
