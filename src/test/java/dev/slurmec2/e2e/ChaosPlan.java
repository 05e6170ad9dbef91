package dev.slurmec2.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a seed decides of one cycle of {@link RealChaos}: which jobs, and who is killed when. The
 * moments are shares of what such a process usually takes, so that a slow machine is hit as widely
 * as a fast one; what a process is doing at that moment the seed does not decide.
 *
 * @param number of the cycle, from 1
 * @param jobs submitted together
 * @param strikes at least one
 */
record ChaosPlan(int number, List<Job> jobs, List<Strike> strikes) {

  /** Nodes that the jobs of a cycle ask for together: a partition has spare ones beside them. */
  static final int NODES_MAX = 3;

  /** So many jobs a cycle at most. */
  private static final int JOBS_MAX = 2;

  /** So many strikes a cycle at most: more would only make the same recovery longer. */
  private static final int STRIKES_MAX = 3;

  /** Who is killed. */
  enum Target {
    RESUME("resume"),
    SUSPEND("suspend"),
    CHANGE_STATE("change-state"),
    SLURMCTLD("slurmctld");

    private final String program;

    Target(String program) {
      this.program = program;
    }

    String program() {
      return program;
    }
  }

  /** From what a strike's moment counts. */
  enum Mark {
    /** The victim's start. */
    START,
    /** The victim's first instance is there. */
    LAUNCHED,
    /** The first of its instances has its node's name. */
    NAMED,
    /** The first of its instances ends. */
    ENDED
  }

  /** A batch job of so many nodes that takes so many seconds. */
  record Job(int nodes, int seconds) {}

  /**
   * One kill.
   *
   * @param after from 0 to 1: which part of the cycle passes before a victim is looked for; 0 for
   *     resume and suspend, which come once or twice a cycle
   * @param mark what has to have happened first
   * @param moment from 0 to 1: which part of its life the victim has behind it; after a mark other
   *     than its start, which part of the seconds that follow
   */
  record Strike(Target target, double after, Mark mark, double moment) {}

  /** The plan of that cycle; the same arguments give the same plan. */
  static ChaosPlan of(long seed, int number) {
    Random random = new Random(seed * 1_000_003L + number);
    // The first numbers of similar seeds are similar.
    random.nextLong();
    return new ChaosPlan(number, jobs(random), strikes(random));
  }

  private static List<Job> jobs(Random random) {
    List<Job> jobs = new ArrayList<>();
    int count = 1 + random.nextInt(JOBS_MAX);
    int left = NODES_MAX;
    for (int i = 0; i < count && left > 0; i++) {
      int nodes = 1 + random.nextInt(Math.min(2, left));
      left -= nodes;
      jobs.add(new Job(nodes, 1 + random.nextInt(3)));
    }
    return List.copyOf(jobs);
  }

  private static List<Strike> strikes(Random random) {
    List<Strike> strikes = new ArrayList<>();
    int count = 1 + random.nextInt(STRIKES_MAX);
    for (int i = 0; i < count; i++) {
      Target target = target(random.nextInt(100));
      boolean often = target == Target.CHANGE_STATE || target == Target.SLURMCTLD;
      double after = random.nextDouble();
      Mark mark = mark(target, random.nextInt(100));
      double moment = mark == Mark.START ? moment(random) : soon(random);
      // slurmctld once a cycle at most: a second kill would hit a controller that just came back.
      if (target != Target.SLURMCTLD
          || strikes.stream().noneMatch(strike -> strike.target() == Target.SLURMCTLD)) {
        strikes.add(new Strike(target, often ? after : 0, mark, moment));
      }
    }
    return List.copyOf(strikes);
  }

  /**
   * A launch costs as soon as it is made, and Slurm has the addresses a second later: shares of a
   * life seldom fall into it.
   */
  private static Mark mark(Target target, int percent) {
    return switch (target) {
      case RESUME -> percent < 35 ? Mark.START : percent < 75 ? Mark.LAUNCHED : Mark.NAMED;
      case SUSPEND -> percent < 50 ? Mark.START : Mark.ENDED;
      case CHANGE_STATE, SLURMCTLD -> Mark.START;
    };
  }

  /** Most of what matters comes at once after a mark. */
  private static double soon(Random random) {
    double share = random.nextDouble();
    return share * share;
  }

  /**
   * A life is mostly the start of the JVM. So a part of the moments is kept for the shell before
   * it, and a part for the calls to EC2 and Slurm at its end.
   */
  private static double moment(Random random) {
    int percent = random.nextInt(100);
    double share = random.nextDouble();
    if (percent < 20) {
      return share * 0.1;
    }
    return percent < 55 ? 0.6 + share * 0.4 : share;
  }

  /** Resume is where money and jobs are at stake, so it is hit most. */
  private static Target target(int percent) {
    if (percent < 45) {
      return Target.RESUME;
    }
    if (percent < 70) {
      return Target.SUSPEND;
    }
    return percent < 90 ? Target.CHANGE_STATE : Target.SLURMCTLD;
  }
}
