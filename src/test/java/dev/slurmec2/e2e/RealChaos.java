package dev.slurmec2.e2e;

import dev.slurmec2.e2e.ChaosPlan.Job;
import dev.slurmec2.e2e.ChaosPlan.Mark;
import dev.slurmec2.e2e.ChaosPlan.Strike;
import dev.slurmec2.e2e.ChaosPlan.Target;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * {@code scripts/chaos --real}: real slurmctld, slurmd and programs, the sandbox as EC2, and {@code
 * kill -9} at random moments. A cycle: jobs are submitted, nodes resume, jobs run, nodes suspend,
 * and somebody is killed on the way.
 */
public final class RealChaos {
  /** A machine whose load falls ends its sweeps sooner than the last ones let expect. */
  private static final int LATE_TRIES = 4;

  private final long seed;
  private final int cycles;
  private final Path kept;
  private final PrintStream out;
  private final ChaosTally tally = new ChaosTally();
  private final AtomicInteger next = new AtomicInteger(1);
  private final long began = System.nanoTime();

  private final List<ChaosLane> started = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  /** Why there can be no such run on this machine. */
  private volatile @Nullable TestAbortedException impossible;

  /**
   * @param kept where the logs of what failed are left
   */
  RealChaos(long seed, int cycles, Path kept, PrintStream out) {
    this.seed = seed;
    this.cycles = cycles;
    this.kept = kept;
    this.out = out;
  }

  /** {@code [--cycles N] [--seed S] [--lanes L] [--keep]}. */
  public static void main(String[] arguments) throws InterruptedException {
    int cycles = 200;
    long seed = 1;
    int lanes = 3;
    boolean keep = false;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--cycles" -> cycles = Integer.parseInt(arguments[++i]);
          case "--seed" -> seed = Long.parseLong(arguments[++i]);
          case "--lanes" -> lanes = Integer.parseInt(arguments[++i]);
          case "--keep" -> keep = true;
          default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
        }
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(
          "chaos: "
              + e.getMessage()
              + "; the options are --real [--cycles N] [--seed S] [--lanes L] [--keep]");
      System.exit(2);
    }
    try {
      Path kept = Path.of("target", "chaos-real", "seed-" + seed).toAbsolutePath();
      RealChaos chaos = new RealChaos(seed, cycles, kept, System.out);
      chaos.run(lanes, keep);
      System.out.print(chaos.tally.summary());
      System.out.println(Duration.ofNanos(System.nanoTime() - chaos.began).toSeconds() + " s");
      System.exit(chaos.tally.failures().isEmpty() && chaos.tally.cycles() == cycles ? 0 : 1);
    } catch (TestAbortedException e) {
      System.err.println("chaos: " + e.getMessage());
      System.exit(3);
    }
  }

  ChaosTally tally() {
    return tally;
  }

  /** Runs all cycles in so many clusters side by side. */
  void run(int lanes, boolean keep) throws InterruptedException {
    PrivateSlurm.assumeInstalled();
    List<Thread> threads = new ArrayList<>();
    for (int lane = 1; lane <= lanes; lane++) {
      String name = "lane-" + lane;
      threads.add(new Thread(() -> lane(name, keep), name));
    }
    Thread hook = new Thread(() -> stop(threads));
    Runtime.getRuntime().addShutdownHook(hook);
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (!stopping) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    TestAbortedException reason = impossible;
    if (reason != null) {
      throw reason;
    }
  }

  /** On Ctrl-C: each lane ends its waits and then all that it has started. */
  private void stop(List<Thread> threads) {
    stopping = true;
    started.forEach(lane -> lane.fail("The run was stopped."));
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      out.print("Stopped. Until then:" + System.lineSeparator() + tally.summary());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lane(String name, boolean keep) {
    Path outputs = temporary();
    try (ChaosLane lane = ChaosLane.start(tally)) {
      started.add(lane);
      say(name + " in " + lane.directory());
      boolean well = cycles(name, lane, outputs) && !stopping && ending(name, lane, outputs);
      if (keep || !(well || stopping)) {
        keepLogs(name, lane);
      }
    } catch (TestAbortedException e) {
      impossible = e;
    } catch (AssertionError | RuntimeException e) {
      failed(name + ": " + e);
    } finally {
      delete(outputs);
    }
  }

  /** The cycles of a lane, one after the other in each partition; whether all went well. */
  private boolean cycles(String name, ChaosLane lane, Path outputs) {
    int before = tally.failures().size();
    List<Thread> threads = new ArrayList<>();
    for (String partition : ChaosLane.PARTITIONS) {
      Thread thread = new Thread(() -> partition(name, lane, partition, outputs));
      threads.add(thread);
      thread.start();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return tally.failures().size() == before;
  }

  private void partition(String name, ChaosLane lane, String partition, Path outputs) {
    for (int number = next.getAndIncrement();
        number <= cycles && tally.failures().isEmpty() && !stopping;
        number = next.getAndIncrement()) {
      String title = name + " " + partition + " cycle " + number;
      try {
        cycle(ChaosPlan.of(seed, number), title, lane, partition, outputs);
      } catch (AssertionError | RuntimeException e) {
        if (lane.isFirstFailure()) {
          failed(
              title + ": " + e.getMessage() + "\nSeen last in " + name + ":\n" + lane.describe());
        }
        lane.fail(title + " failed");
        return;
      }
    }
  }

  private void cycle(ChaosPlan plan, String title, ChaosLane lane, String partition, Path outputs) {
    long began = System.nanoTime();
    ChaosStrikes strikes = lane.strikes();
    ChaosStrikes.Cycle cycle = strikes.begin(partition, plan.strikes());
    List<String> jobs = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (Job job : plan.jobs()) {
      Path output = outputs.resolve(plan.number() + "-" + jobs.size());
      jobs.add(lane.submit(partition, job.nodes(), job.seconds(), output));
      files.add(output);
    }
    lane.await(
        "the jobs " + jobs + " of " + title + " are done",
        seen -> {
          List<ChaosSight.Job> left =
              seen.jobs().stream().filter(job -> jobs.contains(job.id())).toList();
          return left.isEmpty() && files.stream().allMatch(ChaosLane::isDone)
              ? ""
              : "in the queue: "
                  + left
                  + ", done: "
                  + files.stream().filter(ChaosLane::isDone).count();
        });
    lane.awaitSettled(partition);
    lane.await(
        "the strikes of " + title + " have fallen",
        seen -> strikes.isOver(cycle) ? "" : "one waits");
    strikes.disarm(cycle);
    // There is always a sweep. At moment 0 it has just begun, so that this comes to an end.
    double moment = plan.strikes().get(0).moment();
    for (int tries = 0; strikes.kills(cycle) == 0; tries++) {
      moment = tries < LATE_TRIES ? moment / 2 : 0;
      strikes.add(cycle, new Strike(Target.CHANGE_STATE, 0, Mark.START, moment));
      lane.await(
          "a sweep is killed in " + title, seen -> strikes.isSpent(cycle) ? "" : "no sweep came");
    }
    lane.awaitSettled(partition);
    strikes.end(cycle);
    tally.cycle(jobs.size(), strikes.kills(cycle));
    say(
        String.format(
            "%s: %d jobs, %d kills, %d s (%d of %d)",
            title,
            jobs.size(),
            strikes.kills(cycle),
            Duration.ofNanos(System.nanoTime() - began).toSeconds(),
            tally.cycles(),
            cycles));
  }

  /** After all cycles: everything is as at the beginning, and each node works. */
  private boolean ending(String name, ChaosLane lane, Path outputs) {
    try {
      lane.awaitAllReady();
      lane.awaitEveryNodeWorks(outputs);
      say(name + ": every node is ready, and each has run a job");
      return true;
    } catch (AssertionError | RuntimeException e) {
      failed(name + " at the end: " + e.getMessage() + "\nSeen last:\n" + lane.describe());
      return false;
    }
  }

  private void keepLogs(String name, ChaosLane lane) {
    Path target = kept.resolve(name);
    delete(target);
    lane.keepLogs(target);
    say("The logs of " + name + " are in " + target);
  }

  private void failed(String sentence) {
    if (stopping) {
      return;
    }
    tally.failure(sentence);
    say("FAILED " + sentence);
  }

  private synchronized void say(String text) {
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    out.printf("%5d s  %s%n", seconds, text);
    out.flush();
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("chaos-jobs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
