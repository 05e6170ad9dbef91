package dev.slurmec2.e2e;

import dev.slurmec2.e2e.ChaosPlan.Mark;
import dev.slurmec2.e2e.ChaosPlan.Strike;
import dev.slurmec2.e2e.ChaosPlan.Target;
import dev.slurmec2.e2e.ChaosSight.Instance;
import dev.slurmec2.e2e.ChaosSight.Node;
import dev.slurmec2.e2e.ChaosWorkers.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Waits for the victims of a lane's cycles and kills each at its moment. */
final class ChaosStrikes {

  /** Strikes with a smaller moment hit what slurmctld started, before it has a worker. */
  private static final double SHIM = 0.04;

  /** The middle of a cycle's life, over which strikes that may come at any time are spread. */
  private static final Duration CYCLE = Duration.ofSeconds(30);

  /** How long slurmctld stays away at most. */
  private static final Duration AWAY = Duration.ofSeconds(4);

  /** A worker's life until one was seen to end, on two busy cores. */
  private static final Duration FIRST_GUESS = Duration.ofMillis(2500);

  /** What a resume does after its launch, or a suspend after its terminations, takes about. */
  private static final Duration AFTER_MARK = Duration.ofMillis(1500);

  private static final Duration MARK_INTERVAL = Duration.ofMillis(20);

  private final ChaosLane lane;
  private final ChaosTally tally;
  private final List<Armed> armed = new ArrayList<>();
  private final List<Cycle> running = new ArrayList<>();
  private final Set<Long> victims = new HashSet<>();

  /**
   * Whose last one was a victim: the next one lives, else one batch of nodes could fail for ever.
   */
  private final Set<Target> struck = EnumSet.noneOf(Target.class);

  private final Map<Target, Double> lives = new EnumMap<>(Target.class);

  /** A strike that waits for its victim, which is one of a partition's nodes. */
  private record Armed(Strike strike, Cycle cycle, long from) {}

  /** The strikes of one cycle. */
  static final class Cycle {
    private final String partition;
    private int kills;
    private int underWay;

    private Cycle(String partition) {
      this.partition = partition;
    }
  }

  ChaosStrikes(ChaosLane lane, ChaosTally tally) {
    this.lane = lane;
    this.tally = tally;
  }

  /** Begins a cycle's strikes. */
  synchronized Cycle begin(String partition, List<Strike> strikes) {
    Cycle cycle = new Cycle(partition);
    running.add(cycle);
    strikes.forEach(strike -> add(cycle, strike));
    return cycle;
  }

  /** One strike more. */
  synchronized void add(Cycle cycle, Strike strike) {
    long from = System.nanoTime() + (long) (CYCLE.toNanos() * strike.after());
    if (strike.target() == Target.SLURMCTLD) {
      cycle.underWay++;
      lane.background().execute(() -> controller(cycle, strike, from));
    } else {
      armed.add(new Armed(strike, cycle, from));
    }
  }

  /** Whether no strike of the cycle can fall any more but those that found no victim. */
  synchronized boolean isOver(Cycle cycle) {
    return cycle.underWay == 0;
  }

  /** Whether every strike of the cycle has fallen, or its victim had ended. */
  synchronized boolean isSpent(Cycle cycle) {
    return cycle.underWay == 0 && armed.stream().noneMatch(each -> each.cycle() == cycle);
  }

  /** Takes back what found no victim. */
  synchronized void disarm(Cycle cycle) {
    for (Iterator<Armed> each = armed.iterator(); each.hasNext(); ) {
      if (each.next().cycle() == cycle) {
        each.remove();
        tally.tooLate();
      }
    }
  }

  /** Ends a cycle. */
  synchronized void end(Cycle cycle) {
    running.remove(cycle);
  }

  synchronized int kills(Cycle cycle) {
    return cycle.kills;
  }

  /** A program has come: it may be somebody's victim. */
  void seen(Worker worker) {
    Target target = target(worker);
    Optional<Armed> victimOf = take(worker, target);
    if (victimOf.isPresent()) {
      lane.background().execute(() -> worker(victimOf.get(), worker));
    }
  }

  /** A program has ended; by itself, its life tells how long such lives are at present. */
  synchronized void ended(Worker worker) {
    if (!victims.remove(worker.process().pid())) {
      double life = System.nanoTime() - worker.seenAt();
      // Recent lives count most, as the machine's load changes.
      lives.merge(target(worker), life, (before, now) -> 0.7 * before + 0.3 * now);
    }
  }

  private static Target target(Worker worker) {
    for (Target target : Target.values()) {
      if (target.program().equals(worker.program())) {
        return target;
      }
    }
    throw new IllegalArgumentException(worker.program());
  }

  private synchronized Optional<Armed> take(Worker worker, Target target) {
    if (struck.contains(target)) {
      // A shim's worker is still to come.
      if (!worker.shim()) {
        struck.remove(target);
      }
      return Optional.empty();
    }
    for (Iterator<Armed> each = armed.iterator(); each.hasNext(); ) {
      Armed next = each.next();
      boolean sameKind = next.strike().target() == target && System.nanoTime() >= next.from();
      boolean concerned = isConcerned(worker, target, next.cycle());
      boolean early = next.strike().mark() == Mark.START && next.strike().moment() < SHIM;
      if (sameKind && concerned && (!worker.shim() || early)) {
        each.remove();
        struck.add(target);
        victims.add(worker.process().pid());
        next.cycle().underWay++;
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private void worker(Armed strike, Worker worker) {
    Target target = strike.strike().target();
    if (!worker.shim()) {
      await(strike, worker);
    }
    boolean shell = worker.isShell();
    boolean hit = false;
    try {
      hit = ChaosWorkers.kill(worker.process());
      if (hit) {
        tally.kill(target, worker.shim() ? "before it has a worker" : phase(target, worker, shell));
      } else {
        tally.tooLate();
      }
    } catch (AssertionError | RuntimeException e) {
      lane.fail("What a kill did could not be seen: " + e);
    }
    over(strike.cycle(), hit, cycle -> isConcerned(worker, target, cycle));
  }

  /** Until the moment has come, or the victim has ended. */
  private void await(Armed strike, Worker worker) {
    Strike planned = strike.strike();
    if (planned.mark() == Mark.START) {
      pause(worker.seenAt() + (long) (life(planned.target()) * planned.moment()));
      return;
    }
    ChaosMarks marks = new ChaosMarks(strike.cycle().partition, worker.nodes(), lane.instances());
    while (worker.process().isAlive()) {
      if (marks.isReached(planned.mark(), lane.instances())) {
        pause(System.nanoTime() + (long) (AFTER_MARK.toNanos() * planned.moment()));
        return;
      }
      pause(System.nanoTime() + MARK_INTERVAL.toNanos());
    }
  }

  private void controller(Cycle cycle, Strike strike, long from) {
    boolean hit = false;
    try {
      pause(from);
      String phase = controllerPhase();
      lane.killSlurmctld(Duration.ofMillis((long) (AWAY.toMillis() * strike.moment())));
      tally.kill(Target.SLURMCTLD, phase);
      hit = true;
    } catch (AssertionError | RuntimeException e) {
      lane.fail("slurmctld did not come back: " + e);
    } finally {
      over(cycle, hit, any -> true);
    }
  }

  /** A victim may have worked for several cycles, and a sweep or slurmctld works for all. */
  private synchronized void over(Cycle cycle, boolean hit, Predicate<Cycle> concerned) {
    cycle.underWay--;
    if (hit) {
      running.stream().filter(concerned).forEach(each -> each.kills++);
    }
  }

  private static boolean isConcerned(Worker worker, Target target, Cycle cycle) {
    return target == Target.CHANGE_STATE
        || worker.nodes().stream().anyMatch(ChaosLane.names(cycle.partition)::contains);
  }

  private String controllerPhase() {
    ChaosSight seen = lane.sight();
    if (seen.nodes().values().stream().anyMatch(node -> node.is("POWERING_UP"))) {
      return "while nodes resume";
    }
    if (seen.nodes().values().stream().anyMatch(node -> node.is("POWERING_DOWN"))) {
      return "while nodes suspend";
    }
    return seen.jobs().isEmpty() ? "at rest" : "while jobs wait or run";
  }

  /** How far the victim had come, from what EC2 and Slurm show afterwards. */
  private String phase(Target target, Worker worker, boolean shell) {
    if (shell) {
      return "in the launcher, before Java";
    }
    if (target == Target.CHANGE_STATE) {
      return "in the sweep";
    }
    ChaosSight seen = lane.lookNow();
    List<Instance> backing = ChaosMarks.mayBelongTo(worker.nodes(), seen.instances());
    if (target == Target.SUSPEND) {
      return backing.isEmpty()
          ? "after the end of the instances"
          : "before the end of the instances";
    }
    if (backing.isEmpty()) {
      return "before the launch";
    }
    if (backing.stream().anyMatch(instance -> instance.name().isEmpty())) {
      return "after the launch, before the names";
    }
    List<Node> nodes =
        seen.nodes().values().stream()
            .filter(node -> worker.nodes().contains(node.name()))
            .toList();
    boolean told = nodes.stream().allMatch(node -> !node.address().equals(node.name()));
    return told ? "after Slurm has the addresses" : "after the names, before the addresses";
  }

  private synchronized double life(Target target) {
    return lives.getOrDefault(target, (double) FIRST_GUESS.toNanos());
  }

  private static void pause(long until) {
    try {
      Thread.sleep(Math.max(0, (until - System.nanoTime()) / 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
