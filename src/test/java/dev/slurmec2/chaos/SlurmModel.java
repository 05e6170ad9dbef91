package dev.slurmec2.chaos;

import dev.slurmec2.slurm.SlurmVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * slurmctld's power saving with its jobs, as src/slurmctld/power_save.c and node_mgr.c of 22.05 and
 * 24.11 do it; written apart from the suite's rules, which it is to judge.
 */
final class SlurmModel {
  static final Duration RESUME_TIMEOUT = Duration.ofMinutes(5);
  static final Duration SUSPEND_TIMEOUT = Duration.ofMinutes(2);
  static final Duration SUSPEND_TIME = Duration.ofMinutes(3);
  static final Duration SLURMD_TIMEOUT = Duration.ofMinutes(5);

  /** A requeued job waits for its credential's expiry and a second (job_mgr.c). */
  private static final Duration REQUEUE = Duration.ofSeconds(121);

  /** How long a node may be silent before slurmctld marks it. */
  private static final Duration SILENT = Duration.ofSeconds(100);

  /** The three programs. */
  interface Programs {
    void resume(List<String> nodes);

    void suspend(List<String> nodes);

    void resumeFail(List<String> nodes);
  }

  /** The slurmds. */
  interface Machines {
    /** The machines that would register as that node, oldest first. */
    List<Machine> of(String node);
  }

  /**
   * A machine with a slurmd.
   *
   * @param boot when it booted, on the controller's clock
   */
  record Machine(String id, String address, Instant boot) {}

  final Map<String, ModelNode> nodes = new TreeMap<>();
  final List<ModelJob> jobs = new ArrayList<>();
  final SlurmVersion version;
  final boolean registersAddresses;
  final boolean idleOnSuspend;
  private final InstantSource clock;
  private final Programs programs;
  private final Machines machines;

  /**
   * @param registersAddresses cloud_reg_addrs, and always since 23.11
   * @param idleOnSuspend idle_on_node_suspend
   */
  SlurmModel(
      InstantSource clock,
      SlurmVersion version,
      boolean registersAddresses,
      boolean idleOnSuspend,
      Programs programs,
      Machines machines) {
    this.clock = clock;
    this.version = version;
    this.registersAddresses = registersAddresses || isNew(version);
    this.idleOnSuspend = idleOnSuspend;
    this.programs = programs;
    this.machines = machines;
  }

  private static boolean isNew(SlurmVersion version) {
    return version.isAtLeast(23, 11);
  }

  ModelNode node(String name) {
    ModelNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name);
    }
    return node;
  }

  void submit(List<String> candidates, int size, Duration runTime) {
    jobs.add(new ModelJob(jobs.size() + 1, candidates, size, runTime, clock.instant()));
  }

  /** What slurmctld does every few seconds. */
  void tick() {
    Instant now = clock.instant();
    for (ModelNode node : nodes.values()) {
      hear(node, now);
    }
    runJobs(now);
    power(now);
  }

  private void hear(ModelNode node, Instant now) {
    if (node.has("POWERING_UP")) {
      machines.of(node.name).stream()
          .filter(machine -> !machine.boot().isBefore(node.bootRequest))
          .findFirst()
          .ifPresent(machine -> register(node, machine, now));
    } else if (node.isUp()) {
      if (machines.of(node.name).stream().anyMatch(m -> m.address().equals(node.address))) {
        node.lastResponse = now;
        node.flags.remove("NOT_RESPONDING");
        if (node.down && node.reason.filter("Not responding"::equals).isPresent()) {
          node.down = false;
          node.noReason();
        }
        return;
      }
      Duration silent = Duration.between(node.lastResponse, now);
      if (silent.compareTo(SILENT) > 0) {
        node.flags.add("NOT_RESPONDING");
      }
      if (silent.compareTo(SLURMD_TIMEOUT) > 0 && !node.down) {
        node.down = true;
        if (node.reason.isEmpty()) {
          node.reason("Not responding", now);
        }
        requeue(node, now);
      }
    }
  }

  private void register(ModelNode node, Machine machine, Instant now) {
    node.flags.removeAll(List.of("POWERING_UP", "NOT_RESPONDING", "POWERED_DOWN"));
    node.lastBusy = now;
    node.lastResponse = now;
    if (registersAddresses) {
      node.address = machine.address();
      node.hostname = machine.address();
    }
  }

  private void runJobs(Instant now) {
    for (ModelJob job : jobs) {
      switch (job.state) {
        case PENDING -> allocate(job, now);
        case CONFIGURING -> {
          boolean ready =
              job.nodes.stream().allMatch(node -> node.isUp() && !node.has("NOT_RESPONDING"));
          if (ready) {
            job.state = ModelJob.State.RUNNING;
            job.end = now.plus(job.runTime);
          }
        }
        case RUNNING -> {
          if (!now.isBefore(job.end)) {
            job.state = ModelJob.State.DONE;
            free(job, now);
          }
        }
        case DONE -> {}
      }
    }
  }

  private void allocate(ModelJob job, Instant now) {
    if (now.isBefore(job.begin)) {
      return;
    }
    List<ModelNode> free =
        new ArrayList<>(
            job.candidates.stream().map(this::node).filter(SlurmModel::isAvailable).toList());
    if (free.size() < job.size) {
      return;
    }
    free.sort(java.util.Comparator.comparing(node -> node.has("POWERED_DOWN")));
    job.nodes.addAll(free.subList(0, job.size));
    job.nodes.forEach(node -> node.job = job);
    job.state = ModelJob.State.CONFIGURING;
  }

  /** Bitmaps of what can be scheduled; NOT_RESPONDING keeps out what is off (read_config.c). */
  static boolean isAvailable(ModelNode node) {
    return node.job == null
        && !node.down
        && !node.has("DRAIN")
        && !node.has("POWERING_DOWN")
        && !node.has("POWER_DOWN")
        && (!node.has("NOT_RESPONDING") || node.has("POWERING_UP"));
  }

  private void power(Instant now) {
    List<String> suspended = new ArrayList<>();
    List<String> resumed = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (ModelNode node : nodes.values()) {
      if (node.has("POWERING_DOWN")) {
        if (node.powerSaveRequest.plus(SUSPEND_TIMEOUT).isBefore(now)) {
          poweredDown(node);
        }
      } else if (isSuspendable(node, now)) {
        suspend(node, now);
        suspended.add(node.name);
      } else if (node.has("POWERED_DOWN") && (node.job != null || node.has("POWER_UP"))) {
        node.flags.removeAll(List.of("POWERED_DOWN", "POWER_UP"));
        node.flags.addAll(List.of("POWERING_UP", "NOT_RESPONDING"));
        node.bootRequest = now;
        resumed.add(node.name);
      } else if (node.has("POWERING_UP") && node.bootRequest.plus(RESUME_TIMEOUT).isBefore(now)) {
        resumeTimeout(node, now);
        failed.add(node.name);
      }
    }
    if (!suspended.isEmpty()) {
      programs.suspend(suspended);
    }
    if (!resumed.isEmpty()) {
      programs.resume(resumed);
    }
    if (!failed.isEmpty()) {
      programs.resumeFail(failed);
    }
  }

  private static boolean isSuspendable(ModelNode node, Instant now) {
    boolean asked = node.has("POWER_DOWN");
    boolean idle = !node.has("POWERED_DOWN") && node.lastBusy.plus(SUSPEND_TIME).isBefore(now);
    return node.job == null && !node.has("POWERING_UP") && (asked || idle);
  }

  private void suspend(ModelNode node, Instant now) {
    node.flags.removeAll(List.of("POWER_DOWN", "NOT_RESPONDING", "POWERED_DOWN", "POWER_UP"));
    node.flags.add("POWERING_DOWN");
    node.powerSaveRequest = now;
    if (idleOnSuspend) {
      node.down = false;
      node.flags.remove("DRAIN");
    }
  }

  void poweredDown(ModelNode node) {
    node.flags.remove("POWERING_DOWN");
    node.flags.add("POWERED_DOWN");
    if (registersAddresses) {
      node.resetAddress();
    }
  }

  private void resumeTimeout(ModelNode node, Instant now) {
    node.flags.removeAll(List.of("DRAIN", "POWER_DOWN", "POWERING_UP"));
    node.flags.add("POWERED_DOWN");
    if (isNew(version)) {
      node.flags.remove("NOT_RESPONDING");
    }
    node.down = true;
    String old = isNew(version) ? node.reason.map(text -> text + " : ").orElse("") : "";
    node.reason(old + "ResumeTimeout reached", now);
    requeue(node, now);
  }

  /** Takes the node's job off all of its nodes and puts it back into the queue. */
  void requeue(ModelNode node, Instant now) {
    ModelJob job = node.job;
    if (job != null) {
      free(job, now);
      job.state = ModelJob.State.PENDING;
      job.begin = now.plus(REQUEUE);
    }
  }

  private static void free(ModelJob job, Instant now) {
    for (ModelNode node : job.nodes) {
      node.job = null;
      node.lastBusy = now;
    }
    job.nodes.clear();
  }

  /** The jobs that have not ended. */
  Collection<ModelJob> open() {
    return jobs.stream().filter(job -> job.state != ModelJob.State.DONE).toList();
  }
}
