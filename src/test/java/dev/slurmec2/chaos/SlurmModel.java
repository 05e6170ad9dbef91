package dev.slurmec2.chaos;

import dev.slurmec2.slurm.SlurmVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * slurmctld's power saving with its jobs, as src/slurmctld/power_save.c and node_mgr.c of 22.05 and
 * 24.11 do it; written apart from the suite's rules, which it is to judge. ModelTransitionsIT holds
 * it against a real slurmctld.
 */
final class SlurmModel {

  /**
   * slurm.conf's times.
   *
   * @param resume ResumeTimeout
   * @param suspend SuspendTimeout
   * @param idle SuspendTime
   * @param slurmd SlurmdTimeout
   */
  record Times(Duration resume, Duration suspend, Duration idle, Duration slurmd) {
    /** How long a node may be silent before slurmctld marks it: it pings at a third. */
    Duration silent() {
      return slurmd.dividedBy(3);
    }
  }

  static final Times TIMES =
      new Times(
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(5));

  /** A requeued job waits for its credential's expiry and a second (job_mgr.c). */
  private static final Duration REQUEUE = Duration.ofSeconds(121);

  /** How long the end of a job takes that ends well. */
  private static final Duration EPILOG = Duration.ofSeconds(5);

  /** How much longer than their work jobs may take: then slurmctld ends them. */
  private static final Duration TIME_LIMIT = Duration.ofMinutes(30);

  /** UnkillableStepTimeout: then slurmd drains its node. */
  private static final Duration UNKILLABLE = Duration.ofSeconds(60);

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
   * @param poor whether it has less than slurm.conf says
   */
  record Machine(String id, String address, Instant boot, boolean poor) {}

  final Map<String, ModelNode> nodes = new TreeMap<>();
  final List<ModelJob> jobs = new ArrayList<>();

  /** SuspendExcNodes. */
  final Set<String> excluded = new HashSet<>();

  final SlurmVersion version;
  final Times times;
  final boolean registersAddresses;
  final boolean idleOnSuspend;

  /** ReturnToService: with 2, what is DOWN and answers is back in service, whoever said so. */
  final int returnToService;

  /** Machines whose slurmd has registered, as it does when it starts. */
  private final Set<String> registered = new HashSet<>();

  private final InstantSource clock;
  private final Programs programs;
  private final Machines machines;

  /**
   * @param registersAddresses cloud_reg_addrs, and always since 23.11
   * @param idleOnSuspend idle_on_node_suspend
   * @param returnToService ReturnToService, 1 or 2
   */
  SlurmModel(
      InstantSource clock,
      Times times,
      SlurmVersion version,
      boolean registersAddresses,
      boolean idleOnSuspend,
      int returnToService,
      Programs programs,
      Machines machines) {
    this.clock = clock;
    this.times = times;
    this.version = version;
    this.registersAddresses = registersAddresses || isNew(version);
    this.idleOnSuspend = idleOnSuspend;
    this.returnToService = returnToService;
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

  /** The time. */
  Instant now() {
    return clock.instant();
  }

  /** What slurmctld does every few seconds. */
  void tick() {
    Instant now = clock.instant();
    for (ModelNode node : nodes.values()) {
      maintain(node, now);
      reboot(node, now);
      complete(node, now);
      hear(node, now);
    }
    runJobs(now);
    power(now);
  }

  /** A slurmd registers between two passes; a job that waits is given its node at once. */
  void listen() {
    Instant now = clock.instant();
    nodes.values().stream().filter(SlurmModel::isGivenUp).forEach(node -> hear(node, now));
    jobs.stream().filter(job -> job.state == ModelJob.State.PENDING).forEach(j -> allocate(j, now));
    runJobs(now);
  }

  private static void maintain(ModelNode node, Instant now) {
    if (node.has("MAINTENANCE") && !now.isBefore(node.maintenanceEnd)) {
      node.flags.removeAll(List.of("MAINTENANCE", "RESERVED"));
    }
  }

  /** A reservation of the kind MAINT begins: jobs of others go elsewhere (reservation.c). */
  void reserve(ModelNode node, Instant end) {
    node.flags.addAll(List.of("MAINTENANCE", "RESERVED"));
    node.maintenanceEnd = end;
  }

  /** scontrol reboot asap: refused for a node that is not up (22.05 proc_req.c). */
  void askReboot(ModelNode node, Instant back) {
    if (node.isUp() && !node.down && !node.isRebooting()) {
      node.flags.addAll(List.of("REBOOT_REQUESTED", "DRAIN"));
      explain(node, "Reboot ASAP", clock.instant());
      node.rebooted = back;
    }
  }

  /** When the node is empty slurmd reboots it, and it is DOWN until it registers anew. */
  private void reboot(ModelNode node, Instant now) {
    if (node.has("REBOOT_REQUESTED") && node.job == null && !node.has("COMPLETING")) {
      node.flags.remove("REBOOT_REQUESTED");
      node.flags.addAll(List.of("REBOOT_ISSUED", "NOT_RESPONDING"));
      node.down = true;
      node.bootRequest = now;
      explain(node, "reboot issued", now);
    } else if (node.has("REBOOT_ISSUED")) {
      boolean isBack =
          !now.isBefore(node.rebooted)
              && machines.of(node.name).stream().anyMatch(m -> m.address().equals(node.address));
      if (isBack) {
        node.flags.removeAll(List.of("REBOOT_ISSUED", "DRAIN", "NOT_RESPONDING"));
        node.down = false;
        node.noReason();
        node.lastResponse = now;
        node.lastBusy = now;
      } else if (node.bootRequest.plus(times.resume).isBefore(now)) {
        node.flags.removeAll(List.of("REBOOT_ISSUED", "DRAIN"));
        explain(node, "reboot timed out", now);
      }
    }
  }

  private void complete(ModelNode node, Instant now) {
    if (!node.has("COMPLETING")) {
      return;
    }
    // _make_node_down of node_mgr.c.
    boolean ends = node.down || (!node.endless && over(node.completingSince, EPILOG, now));
    if (ends) {
      node.flags.remove("COMPLETING");
      node.endless = false;
      node.lastBusy = now;
    } else if (node.isUp() && !node.has("DRAIN") && over(node.completingSince, UNKILLABLE, now)) {
      node.flags.add("DRAIN");
      explain(node, "Kill task failed", now);
    }
  }

  private static boolean over(Instant since, Duration limit, Instant now) {
    return Duration.between(since, now).compareTo(limit) > 0;
  }

  private void hear(ModelNode node, Instant now) {
    if (node.servesOff && node.job == null && machines.of(node.name).isEmpty()) {
      node.servesOff = false; // Off as any other: resumed for its next job.
    }
    if (node.has("POWERING_UP")) {
      machines.of(node.name).stream()
          .filter(machine -> !machine.boot().isBefore(node.bootRequest))
          .findFirst()
          .ifPresent(machine -> register(node, machine, now));
    } else if (isGivenUp(node)) {
      machines.of(node.name).stream()
          .filter(machine -> !machine.boot().isBefore(node.bootRequest))
          .filter(machine -> !registered.contains(machine.id()))
          .findFirst()
          .ifPresent(machine -> registerLate(node, machine, now));
    } else if (node.isUp() && !node.has("REBOOT_ISSUED")) {
      if (machines.of(node.name).stream().anyMatch(m -> m.address().equals(node.address))) {
        node.lastResponse = now;
        node.flags.remove("NOT_RESPONDING");
        takeBack(node);
        return;
      }
      if (over(node.lastResponse, times.silent(), now)) {
        node.flags.add("NOT_RESPONDING");
      }
      if (over(node.lastResponse, times.slurmd, now) && !node.down) {
        node.down = true;
        if (node.reason.isEmpty()) {
          node.reason("Not responding", now);
        }
        requeue(node, now);
      }
    }
  }

  /** DOWN and off: slurmctld waits for no slurmd, but takes one that registers. */
  private static boolean isGivenUp(ModelNode node) {
    return node.down && node.has("POWERED_DOWN") && !node.has("POWER_UP");
  }

  /**
   * After ResumeTimeout (validate_node_specs of node_mgr.c). POWERED_DOWN mostly goes; that 22.05
   * left it on has been seen, and not why: here with three of four machines.
   */
  private void registerLate(ModelNode node, Machine machine, Instant now) {
    boolean staysOff =
        !isNew(version)
            && returnToService == 2
            && !node.has("DRAIN")
            && !machine.poor()
            && machine.id().hashCode() % 4 != 0;
    register(node, machine, now);
    takeBack(node);
    if (staysOff) {
      node.flags.add("POWERED_DOWN");
      node.servesOff = true;
    }
  }

  /** What ReturnToService does for a node that answers. */
  private void takeBack(ModelNode node) {
    boolean wasSilent = node.reason.filter("Not responding"::equals).isPresent();
    if (node.down && (returnToService == 2 || wasSilent)) {
      node.down = false;
      if (!node.has("DRAIN")) {
        node.noReason();
      }
    }
  }

  private void register(ModelNode node, Machine machine, Instant now) {
    registered.add(machine.id());
    node.flags.removeAll(List.of("POWERING_UP", "NOT_RESPONDING", "POWERED_DOWN"));
    node.servesOff = false;
    node.lastBusy = now;
    node.lastResponse = now;
    node.endless = false;
    if (registersAddresses) {
      node.address = machine.address();
      node.hostname = machine.address();
    }
    if (machine.poor()) {
      // validate_node_specs of node_mgr.c.
      node.flags.addAll(List.of("INVALID_REG", "DRAIN"));
      explain(node, "Low RealMemory (reported:3000 < 90.00% of configured:4000)", now);
      requeue(node, now);
    }
  }

  /** Since 23.02 slurmctld appends its reason to the one that stands. */
  private void explain(ModelNode node, String text, Instant now) {
    Optional<String> old = isNew(version) ? node.reason : Optional.empty();
    node.reason(old.map(before -> before + " : ").orElse("") + text, now);
  }

  private void runJobs(Instant now) {
    for (ModelJob job : jobs) {
      switch (job.state) {
        case PENDING -> allocate(job, now);
        case CONFIGURING -> {
          boolean ready =
              job.nodes.stream()
                  .allMatch(node -> (node.isUp() || node.servesOff) && !node.has("NOT_RESPONDING"));
          if (ready) {
            job.state = ModelJob.State.RUNNING;
            job.end = now.plus(job.runTime);
          }
        }
        case RUNNING -> {
          boolean lost = job.nodes.stream().anyMatch(this::isLostUnseen);
          if (!now.isBefore(lost ? job.end.plus(TIME_LIMIT) : job.end)) {
            free(job, now);
            job.state = ModelJob.State.DONE;
          }
        }
        case DONE -> {}
      }
    }
  }

  /** Its machine is gone, and slurmctld asks after no node that is off. */
  private boolean isLostUnseen(ModelNode node) {
    return node.servesOff && machines.of(node.name).isEmpty();
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
        && !node.has("COMPLETING")
        && !node.has("MAINTENANCE")
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
        if (node.powerSaveRequest.plus(times.suspend).isBefore(now)) {
          poweredDown(node);
        }
      } else if (isSuspendable(node, now)) {
        suspend(node, now);
        suspended.add(node.name);
      } else if (node.has("POWERED_DOWN")
          && ((node.job != null && !node.servesOff) || node.has("POWER_UP"))) {
        node.servesOff = false;
        node.flags.removeAll(List.of("POWERED_DOWN", "POWER_UP"));
        node.flags.addAll(List.of("POWERING_UP", "NOT_RESPONDING"));
        node.bootRequest = now;
        resumed.add(node.name);
      } else if (node.has("POWERING_UP") && node.bootRequest.plus(times.resume).isBefore(now)) {
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

  private boolean isSuspendable(ModelNode node, Instant now) {
    boolean asked = node.has("POWER_DOWN");
    boolean idle =
        !node.has("POWERED_DOWN")
            && !excluded.contains(node.name)
            && node.lastBusy.plus(times.idle).isBefore(now);
    return node.job == null
        && !node.has("POWERING_UP")
        && !node.has("COMPLETING")
        && !node.isRebooting()
        && (asked || idle);
  }

  private void suspend(ModelNode node, Instant now) {
    node.flags.removeAll(List.of("POWER_DOWN", "NOT_RESPONDING", "POWERED_DOWN", "POWER_UP"));
    node.flags.add("POWERING_DOWN");
    node.servesOff = false;
    node.powerSaveRequest = now;
    if (idleOnSuspend) {
      node.down = false;
      node.flags.remove("DRAIN");
      node.overwritten = Optional.empty();
    }
  }

  void poweredDown(ModelNode node) {
    node.flags.removeAll(List.of("POWERING_DOWN", "INVALID_REG"));
    node.flags.add("POWERED_DOWN");
    if (registersAddresses) {
      node.resetAddress();
    }
  }

  private void resumeTimeout(ModelNode node, Instant now) {
    boolean held = node.isOperators() || node.awaitsAdministrator();
    Optional<String> lost =
        node.isOverwritten() ? node.overwritten : held ? node.reason : Optional.empty();
    node.flags.removeAll(List.of("DRAIN", "POWER_DOWN", "POWERING_UP"));
    node.flags.add("POWERED_DOWN");
    if (isNew(version)) {
      node.flags.remove("NOT_RESPONDING");
    }
    node.down = true;
    explain(node, "ResumeTimeout reached", now);
    node.overwritten = isNew(version) ? Optional.empty() : lost;
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

  private void free(ModelJob job, Instant now) {
    for (ModelNode node : job.nodes) {
      node.job = null;
      node.lastBusy = now;
      boolean neverTells = isLostUnseen(node);
      if (job.state == ModelJob.State.RUNNING && (node.isUp() || neverTells) && !node.down) {
        node.flags.add("COMPLETING");
        node.endless |= neverTells;
        node.completingSince = now;
      }
    }
    job.nodes.clear();
  }

  /** The jobs that have not ended. */
  Collection<ModelJob> open() {
    return jobs.stream().filter(job -> job.state != ModelJob.State.DONE).toList();
  }
}
