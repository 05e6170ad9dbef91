package dev.slurmec2.testing;

import dev.slurmec2.slurm.NodeAddress;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmJobs;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SlurmVersion;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.UpdateOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small model of slurmctld's power saving: how updates change states, and what its power thread
 * does, as Slurm 22.05 and 24.11 do (src/slurmctld/node_mgr.c update_node, power_save.c).
 */
public final class FakeSlurm implements Slurm {
  private static final Duration SUSPEND_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration RESUME_TIMEOUT = Duration.ofMinutes(5);

  private final Clock clock;
  private final Map<String, FakeNode> nodes = new TreeMap<>();

  /** Every update as it was asked, {@code POWER_DOWN p-g-0,p-g-1 reason}. */
  public final List<String> updates = new ArrayList<>();

  /** Nodes of which every update fails. */
  public final Set<String> refusing = new LinkedHashSet<>();

  /** Lines that could not be read. */
  public final List<String> unreadable = new ArrayList<>();

  /** Every question that a process of Slurm's would be asked, as {@code show node}. */
  public final List<String> questions = new ArrayList<>();

  /** Whether slurm.conf names more than one controller. */
  public boolean mayHaveBackup = true;

  /** What answers a ping. */
  public SlurmResult<List<Controller>> controllers =
      new SlurmResult.Ok<>(List.of(new Controller("head", "primary", true)));

  /** If present, every query fails with it. */
  public Optional<String> unreachable = Optional.empty();

  /** Called with the nodes that enter POWERING_DOWN. */
  public Consumer<List<String>> suspendProgram = nodeNames -> {};

  /** Called with the nodes that enter POWERING_UP. */
  public Consumer<List<String>> resumeProgram = nodeNames -> {};

  /** Called after all nodes were shown, for what changes between two looks. */
  public Runnable afterLook = () -> {};

  /** Which Slurm this plays. */
  public SlurmVersion version = new SlurmVersion(24, 11, 5);

  /** More of slurm.conf, as {@code scontrol show config} prints it. */
  public final Map<String, String> configuration = new LinkedHashMap<>();

  /** SlurmctldParameters=idle_on_node_suspend. */
  public boolean idleOnNodeSuspend = false;

  public FakeSlurm(Clock clock) {
    this.clock = clock;
  }

  /** Adds a node that is off. */
  public FakeNode add(String name) {
    FakeNode node = new FakeNode(name, clock.instant()).state("IDLE+CLOUD+POWERED_DOWN");
    nodes.put(name, node);
    return node;
  }

  /** A node that was added. */
  public FakeNode node(String name) {
    FakeNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name);
    }
    return node;
  }

  /** All nodes. */
  public Collection<FakeNode> all() {
    return nodes.values();
  }

  /** Forgets a node. */
  public void remove(String name) {
    nodes.remove(name);
  }

  @Override
  public SlurmResult<NodeRecords> nodes() {
    SlurmResult<NodeRecords> shown = records(nodes.keySet());
    questions.add("show node");
    afterLook.run();
    return shown;
  }

  @Override
  public SlurmResult<NodeRecords> nodes(Collection<String> names) {
    questions.add("show node " + String.join(",", names));
    return records(names);
  }

  private SlurmResult<NodeRecords> records(Collection<String> names) {
    if (unreachable.isPresent()) {
      return new SlurmResult.Failed<>(SlurmResult.Kind.UNREACHABLE, unreachable.get());
    }
    Map<String, NodeRecord> records = new LinkedHashMap<>();
    for (String name : names) {
      FakeNode node = nodes.get(name);
      if (node != null) {
        records.put(name, node.asRecord());
      }
    }
    return new SlurmResult.Ok<>(new NodeRecords(records, unreadable));
  }

  @Override
  public UpdateOutcome setAddresses(Collection<NodeAddress> addresses) {
    Map<String, String> failed = new LinkedHashMap<>();
    for (NodeAddress address : addresses) {
      updates.add("ADDRESS " + address.node() + " " + address.address());
      FakeNode node = usable(address.node(), failed);
      if (node != null) {
        node.address = address.address();
        node.hostname = address.hostname();
      }
    }
    return new UpdateOutcome(failed);
  }

  @Override
  public UpdateOutcome resetAddresses(Collection<String> names) {
    updates.add("RESET " + String.join(",", names));
    Map<String, String> failed = new LinkedHashMap<>();
    for (String name : names) {
      FakeNode node = usable(name, failed);
      if (node != null) {
        node.resetAddress();
      }
    }
    return new UpdateOutcome(failed);
  }

  @Override
  public UpdateOutcome setState(
      Collection<String> names, StateRequest state, Optional<String> reason) {
    updates.add(state + " " + String.join(",", names) + reason.map(text -> " " + text).orElse(""));
    Map<String, String> failed = new LinkedHashMap<>();
    for (String name : names) {
      FakeNode node = usable(name, failed);
      if (node != null) {
        Updates.refusal(node, state, reason)
            .ifPresentOrElse(
                why -> failed.put(name, why),
                () -> Updates.apply(node, state, reason, clock.instant()));
      }
    }
    return new UpdateOutcome(failed);
  }

  private @Nullable FakeNode usable(String name, Map<String, String> failed) {
    FakeNode node = nodes.get(name);
    if (node == null || refusing.contains(name)) {
      failed.put(name, "slurm_update error: Invalid node name specified");
      return null;
    }
    return node;
  }

  /** One pass of the power thread, at the clock's time. */
  public void powerPass() {
    Instant now = clock.instant();
    List<String> suspended = new ArrayList<>();
    List<String> resumed = new ArrayList<>();
    for (FakeNode node : nodes.values()) {
      boolean old = node.since.plus(SUSPEND_TIMEOUT).isBefore(now);
      boolean overdue = node.since.plus(RESUME_TIMEOUT).isBefore(now);
      if (node.has("POWERING_DOWN")) {
        if (old) {
          Updates.poweredDown(node);
        }
      } else if (node.has("POWER_DOWN") && isSuspendable(node)) {
        Updates.poweringDown(node, idleOnNodeSuspend, now);
        suspended.add(node.name);
      } else if (node.has("POWERED_DOWN") && isWanted(node)) {
        Updates.poweringUp(node, now);
        resumed.add(node.name);
      } else if (node.has("POWERING_UP") && node.has("NOT_RESPONDING") && overdue) {
        Updates.resumeTimeout(node, now);
      }
    }
    if (!suspended.isEmpty()) {
      suspendProgram.accept(suspended);
    }
    if (!resumed.isEmpty()) {
      resumeProgram.accept(resumed);
    }
  }

  /** A job takes a node that can be scheduled: nothing for others. */
  public boolean allocate(String name) {
    FakeNode node = node(name);
    boolean free =
        node.base.equals("IDLE")
            && !node.has("DRAIN")
            && !node.has("POWERING_DOWN")
            && !node.has("POWER_DOWN");
    if (free) {
      node.base = "ALLOCATED";
    }
    return free;
  }

  /** slurmd registers with the address it has. */
  public void register(String name, String address) {
    FakeNode node = node(name);
    if (node.has("POWERING_UP") && node.address.equals(address)) {
      node.flags.removeAll(Set.of("POWERING_UP", "NOT_RESPONDING"));
    }
  }

  private static boolean isSuspendable(FakeNode node) {
    return (node.base.equals("IDLE") || node.base.equals("DOWN"))
        && !node.has("COMPLETING")
        && !node.has("POWERING_UP");
  }

  private static boolean isWanted(FakeNode node) {
    return node.has("POWER_UP") || node.base.equals("ALLOCATED") || node.base.equals("MIXED");
  }

  @Override
  public SlurmResult<SlurmVersion> version() {
    questions.add("--version");
    return new SlurmResult.Ok<>(version);
  }

  @Override
  public SlurmResult<Map<String, String>> configuration() {
    questions.add("show config");
    Map<String, String> shown = new LinkedHashMap<>(configuration);
    shown.put("ClusterName", "hpc");
    return new SlurmResult.Ok<>(shown);
  }

  @Override
  public SlurmResult<List<Controller>> controllers() {
    questions.add("ping");
    return controllers;
  }

  @Override
  public boolean mayHaveBackup() {
    return mayHaveBackup;
  }

  @Override
  public SlurmJobs jobs() {
    return SlurmJobs.NONE;
  }
}
