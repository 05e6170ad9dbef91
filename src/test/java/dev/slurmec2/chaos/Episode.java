package dev.slurmec2.chaos;

import dev.slurmec2.reconcile.Outcome;
import dev.slurmec2.reconcile.SweepResult;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.slurm.SuiteReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;

/** One seed: a quarter of an hour of faults, then calm until all is at rest. */
final class Episode {
  private static final Duration FAULTS = Duration.ofMinutes(15);

  /**
   * The longest chain after the faults: ResumeTimeout (5), a requeued job's wait (2), a cool-down
   * (5), SuspendTimeout (2), and the job's next try with all of that again; before it a node
   * group's pause (15) with the cool-downs of the tries in it.
   */
  private static final Duration REST = Duration.ofMinutes(80);

  private static final Duration PROBES = Duration.ofMinutes(40);
  private static final Duration TICK = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration MISHAP = Duration.ofSeconds(20);
  private static final Duration JOB = Duration.ofSeconds(75);

  /**
   * What came of it.
   *
   * @param violations what must not be, none if all is well
   * @param trace what happened, if it was asked for
   * @param virtual how long it was on the virtual clock
   */
  record Result(
      long seed,
      List<String> violations,
      Map<FaultKind, Long> faults,
      Set<String> struckCalls,
      int jobs,
      int sweeps,
      Duration virtual,
      List<String> trace) {}

  private final long seed;
  private final VirtualTime time;
  private final Dice dice;
  private final Trace trace;
  private final Weather weather;
  private final World world;
  private final Mishaps mishaps;
  private final Obligations obligations;
  private int workersOfTheStorm;
  private boolean quiet;
  private boolean sweepFoundNothing;
  private int sweeps;

  Episode(long seed, Path stateDir, ExecutorService threads, boolean traced, Defect defect) {
    this.seed = seed;
    this.time = new VirtualTime(threads);
    this.dice = new Dice(seed);
    this.trace = new Trace(time, traced);
    this.weather = new Weather(time, dice, trace);
    this.world = new World(time, dice, weather, stateDir, seed, defect);
    this.mishaps = new Mishaps(world);
    this.obligations = new Obligations(world);
  }

  Trace trace() {
    return trace;
  }

  Result run() {
    Instant start = time.instant();
    try (time) {
      SplittableRandom chance = dice.of("schedule");
      double mishapRate = 0.5 * chance.nextDouble() * chance.nextDouble();
      every(TICK, world::tick);
      every(MINUTE, () -> world.sweep(this::swept));
      during(MISHAP, () -> mishap(chance, mishapRate));
      during(JOB, () -> submit(chance));
      time.sleep(FAULTS);
      calm();
      await(REST, "the faults stopped");
      if (world.guard.violations().isEmpty()) {
        probe();
        await(PROBES, "each node was given a job");
      }
      Foreigners.check(world.engine, world.guard);
    }
    return new Result(
        seed,
        List.copyOf(world.guard.violations()),
        dice.counts(),
        dice.struckCalls(),
        world.slurm.jobs.size(),
        sweeps,
        Duration.between(start, time.instant()),
        trace.lines());
  }

  private void every(Duration period, Runnable action) {
    time.after(
        period,
        () -> {
          action.run();
          every(period, action);
        });
  }

  private void during(Duration period, Runnable action) {
    every(
        period,
        () -> {
          if (!weather.isCalm()) {
            action.run();
          }
        });
  }

  private void mishap(SplittableRandom chance, double rate) {
    if (chance.nextDouble() < rate) {
      mishaps.happen(chance);
    }
  }

  private void submit(SplittableRandom chance) {
    if (chance.nextInt(3) > 0) {
      List<String> names = world.groupOf(chance);
      world.slurm.submit(
          names, chance.nextInt(1, names.size() + 1), Duration.ofSeconds(chance.nextInt(20, 240)));
    }
  }

  private void calm() {
    trace.say(() -> "CALM: no fault from here on");
    weather.calmDown();
    world.engine.unlimited();
    world.engine.times(World.TIMES);
    world.controllerAway = false;
    for (Head head : world.heads) {
      head.up = true;
      head.controls = true;
    }
    world.slowImage.clear();
    world.badImage.clear();
    world.smallType.clear();
    every(MINUTE, this::administrate);
    workersOfTheStorm = time.workers();
  }

  /** Somebody mends what Slurm and the suite found on nodes, and takes them back. */
  private void administrate() {
    Map<String, List<InstanceView>> machines = World.byNode(world.own());
    for (ModelNode node : world.managed()) {
      boolean twins = machines.getOrDefault(node.name, List.of()).size() > 1;
      boolean ails = node.down || node.has("DRAIN") || twins;
      if (ails && node.isUp() && world.slurm.excluded.remove(node.name)) {
        trace.say(() -> "ADMINISTRATOR excludes no more " + node);
      }
      boolean somebodys =
          node.isOperators() && !node.reason.filter(Obligations::isFinding).isPresent();
      if (node.has("COMPLETING") && (node.isInMaintenance() || somebodys)) {
        node.endless = false; // Who took it out ends what does not end.
      }
      boolean finding =
          node.isOperators() && node.reason.filter(Obligations::isFinding).isPresent();
      boolean overwritten =
          node.isOverwritten()
              && node.overwritten
                  .filter(text -> Obligations.isFinding(text) || SuiteReason.isOf("invalid", text))
                  .isPresent();
      boolean settled = node.has("POWERED_DOWN") || !node.has("COMPLETING");
      if ((finding || overwritten || node.awaitsAdministrator())
          && settled
          && !node.has("INVALID_REG")
          && !node.isInMaintenance()) {
        trace.say(() -> "ADMINISTRATOR takes back " + node);
        ModelUpdates.apply(
            world.slurm, node, StateRequest.RESUME, Optional.empty(), time.instant());
      }
    }
  }

  private void swept(SweepResult result) {
    sweeps++;
    world.swept(result);
    sweepFoundNothing =
        result instanceof SweepResult.Swept swept
            && swept.outcomes().stream()
                .allMatch(outcome -> outcome.status() == Outcome.Status.REPORTED);
    // A worker of the storm that waits for its late answer may still act.
    quiet = quiet || (weather.isCalm() && time.endedAll(workersOfTheStorm));
    if (quiet) {
      obligations.look();
    }
  }

  private void await(Duration limit, String since) {
    Instant deadline = time.instant().plus(limit);
    while (time.instant().isBefore(deadline) && world.guard.violations().isEmpty()) {
      if (quiet && sweepFoundNothing && isAtRest()) {
        return;
      }
      time.sleep(MINUTE);
    }
    if (world.guard.violations().isEmpty()) {
      world.guard.broken(
          "not at rest "
              + limit
              + " after "
              + since
              + ": "
              + waiting()
              + ", "
              + world.slurm.nodes.values()
              + ", instances "
              + world.own());
    }
  }

  private boolean isAtRest() {
    return waiting().isEmpty()
        && world.own().stream().allMatch(this::isExcludedMachine)
        && world.managed().stream().allMatch(this::isSettled);
  }

  /** Jobs that wait, but for those that an operator's nodes are missing for. */
  private List<ModelJob> waiting() {
    return world.slurm.open().stream()
        .filter(
            job ->
                job.candidates.stream()
                        .filter(name -> !world.isOperators(world.slurm.node(name)))
                        .count()
                    >= job.size)
        .toList();
  }

  /** Nothing suspends it: it stays up on one machine. */
  private boolean isExcludedMachine(InstanceView view) {
    ModelNode node = World.nodeOf(view).map(world.slurm.nodes::get).orElse(null);
    return node != null
        && world.slurm.excluded.contains(node.name)
        && node.isUp()
        && view.privateIp().equals(node.address);
  }

  private boolean isSettled(ModelNode node) {
    boolean off = node.has("POWERED_DOWN") && !node.has("POWER_UP");
    boolean stays = world.slurm.excluded.contains(node.name) && node.isUp();
    return !node.isInMaintenance()
        && (world.isOperators(node)
            || ((off || stays) && SlurmModel.isAvailable(node) && !node.has("NOT_RESPONDING")));
  }

  /** A job for each node alone: none may be out of service without an operator's word. */
  private void probe() {
    trace.say(() -> "PROBES: a job for each node");
    for (ModelNode node : world.managed()) {
      if (!world.isOperators(node)) {
        world.slurm.submit(List.of(node.name), 1, Duration.ofSeconds(30));
      }
    }
  }
}
