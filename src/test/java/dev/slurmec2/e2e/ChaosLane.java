package dev.slurmec2.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.e2e.ChaosPlan.Target;
import dev.slurmec2.e2e.ChaosSight.Instance;
import dev.slurmec2.e2e.ChaosSight.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A private cluster of {@link RealChaos}: several partitions, in each of which one cycle follows
 * the other, the sweeps of all of them, and things that are none of the suite's.
 */
final class ChaosLane implements AutoCloseable {

  static final List<String> PARTITIONS =
      IntStream.rangeClosed(1, 30).mapToObj(number -> "part" + number).toList();

  /** Twice what the jobs of a cycle ask for, as those that failed rest for a minute, and one. */
  private static final int NODES = 2 * ChaosPlan.NODES_MAX + 1;

  /** As cron's minute, in proportion to the other times. */
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(8);

  /** A sweep takes a second or two, on an overloaded machine twenty. */
  private static final Duration SWEEP_LIMIT = Duration.ofMinutes(10);

  /** What runs beside the cycles ends as soon as it is interrupted. */
  private static final Duration END_LIMIT = Duration.ofMinutes(1);

  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  /**
   * What any wait may take on an idle machine. Nearly all recoveries take three minutes at most
   * (ResumeTimeout, SuspendTimeout, grace, two sweeps that are 30 s apart, cool-down of a minute);
   * rule allocated-off waits for ten first.
   */
  private static final Duration LIMIT = Duration.ofMinutes(13);

  /**
   * And so many sweeps must have gone by, each of which did all it had to. On an overloaded machine
   * a sweep may take a minute, and nothing is mended without sweeps.
   */
  private static final int LIMIT_SWEEPS = 24;

  /** How long no sweep at all may do all it has to. */
  private static final Duration NO_SWEEP_LIMIT = Duration.ofMinutes(20);

  /** How long slurmctld may take to save what it was told: its own limit is 5 s (SAVE_MAX_WAIT). */
  private static final Duration SAVED = Duration.ofSeconds(6);

  /** Much longer than slurmd takes to tell that a job is done. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  /** As long as a call to EC2 takes: most moments are then within one. */
  private static final int LATENCY_MILLIS = 150;

  /** ClusterName of private-slurm. */
  static final String CLUSTER = "sandbox";

  private static final String HELD_REASON = "held by an operator";

  private final Cluster cluster;
  private final ChaosTally tally;
  private final ChaosStrikes strikes;
  private final ChaosWorkers workers;
  private final String held;
  private final Map<String, Instance> foreigners = new TreeMap<>();
  private final Map<String, Patience> outOfService = new HashMap<>();
  private final Map<String, Submitted> submitted = new ConcurrentHashMap<>();
  private final Map<String, Long> doneSince = new HashMap<>();
  private final AtomicInteger controllerKills = new AtomicInteger();
  private final ReadWriteLock controller = new ReentrantReadWriteLock();
  private final ExecutorService background = Executors.newCachedThreadPool();
  private final AtomicBoolean reported = new AtomicBoolean();
  private volatile boolean closed;
  private long savedAt;
  private int sweepsDone;
  private long lastSweepAt = System.nanoTime();

  private ChaosSight latest;
  private String wrong = "";

  /** A job, and how often slurmctld had been killed before. */
  private record Submitted(Path output, int controllerKills) {}

  /** Since when something has been waited for, and since which sweep. */
  private record Patience(long began, int sweeps) {}

  private synchronized Patience patience() {
    return new Patience(System.nanoTime(), sweepsDone);
  }

  private synchronized boolean isOver(Patience patience) {
    long now = System.nanoTime();
    boolean waited = now - patience.began() > LIMIT.toNanos();
    return waited
        && (sweepsDone - patience.sweeps() >= LIMIT_SWEEPS
            || now - lastSweepAt > NO_SWEEP_LIMIT.toNanos());
  }

  /** How long was waited, for a message. */
  private synchronized String lasted(Patience patience) {
    return Duration.ofNanos(System.nanoTime() - patience.began()).toSeconds()
        + " s and "
        + (sweepsDone - patience.sweeps())
        + " sweeps";
  }

  private ChaosLane(Cluster cluster, ChaosTally tally) {
    this.cluster = cluster;
    this.tally = tally;
    this.held = PARTITIONS.get(PARTITIONS.size() - 1) + "-node-" + (NODES - 1);
    prepare();
    this.latest = ChaosSight.of(cluster);
    this.strikes = new ChaosStrikes(this, tally);
    this.workers = new ChaosWorkers(cluster.slurm().directory(), strikes::seen, strikes::ended);
    background.execute(this::sweep);
    background.execute(this::look);
  }

  /** Starts a cluster, with short times and without the pause after many failed boots. */
  static ChaosLane start(ChaosTally tally) {
    List<String> options = new ArrayList<>();
    for (String partition : PARTITIONS) {
      options.addAll(List.of("--group", partition + "/node:" + NODES));
    }
    options.addAll(List.of("--suspend-time", "4", "--suspend-timeout", "5"));
    options.addAll(List.of("--resume-timeout", "90", "--grace", "45"));
    // Each killed resume counts as failed boots; that a group then pauses is not what is tried.
    Cluster cluster =
        Cluster.start(
            slurm -> {
              slurm.setSetting("BootFailureLimit", 65_536);
              assumeTrue(
                  PrivateSlurm.namesResolve(),
                  "The nodes' names cannot be made to resolve, which needs root: slurmctld would"
                      + " spend the time on asking for them");
            },
            options.toArray(String[]::new));
    try {
      return new ChaosLane(cluster, tally);
    } catch (AssertionError | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  Path directory() {
    return cluster.slurm().directory();
  }

  ChaosStrikes strikes() {
    return strikes;
  }

  ExecutorService background() {
    return background;
  }

  /** Submits a batch job that writes {@code done} to the file as its last line. */
  String submit(String partition, int nodes, int seconds, Path output) {
    controller.readLock().lock();
    try {
      String job =
          cluster
              .slurm()
              .submit(
                  "-p",
                  partition,
                  "-N",
                  Integer.toString(nodes),
                  "--requeue",
                  "-o",
                  output.toString(),
                  "--wrap",
                  "echo $SLURM_JOB_NODELIST; sleep " + seconds + "; echo done");
      savedLater();
      submitted.put(job, new Submitted(output, controllerKills.get()));
      return job;
    } finally {
      controller.readLock().unlock();
    }
  }

  /** The latest look. */
  synchronized ChaosSight sight() {
    return latest;
  }

  /** What has not ended, now. */
  List<Instance> instances() {
    return ChaosSight.instancesOf(cluster);
  }

  /** A look of one's own, for what must not wait for the next; the latest if Slurm is busy. */
  ChaosSight lookNow() {
    controller.readLock().lock();
    try {
      return ChaosSight.of(cluster);
    } catch (AssertionError e) {
      return sight();
    } finally {
      controller.readLock().unlock();
    }
  }

  /**
   * Waits for a look that began from now on and satisfies.
   *
   * @param missing what a look lacks, as a sentence; empty when it satisfies
   */
  synchronized void await(String what, Function<ChaosSight, String> missing) {
    Patience patience = patience();
    String lacks = "nothing was seen";
    while (true) {
      if (!wrong.isEmpty()) {
        throw new AssertionError(wrong);
      }
      if (latest.began() >= patience.began()) {
        lacks = missing.apply(latest);
        if (lacks.isEmpty()) {
          return;
        }
      }
      if (isOver(patience)) {
        throw new AssertionError(
            "Waited " + lasted(patience) + " for: " + what + ". Still so: " + lacks);
      }
      try {
        wait(LOOK_INTERVAL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("The wait for " + what + " was interrupted.", e);
      }
    }
  }

  /** Until nothing is left of a partition's jobs; a node may rest after a failure. */
  void awaitSettled(String partition) {
    await(
        "partition " + partition + " comes to rest",
        seen -> unsettled(seen, partition, Node::isOff));
  }

  /** Until every node of every partition is off and may be given to a job again. */
  void awaitAllReady() {
    await(
        "every node is ready and nothing is left",
        seen ->
            PARTITIONS.stream()
                .map(partition -> unsettled(seen, partition, Node::isReady))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseGet(() -> strayInstances(seen)));
  }

  /** A job on all nodes of each partition at once: so each node can do work. */
  void awaitEveryNodeWorks(Path outputs) {
    List<Path> files = new ArrayList<>();
    for (String partition : PARTITIONS) {
      Path output = outputs.resolve("all-" + partition);
      files.add(output);
      int count = (int) sight().nodesOf(partition).stream().filter(this::isFree).count();
      submit(partition, count, 1, output);
    }
    await(
        "a job on all nodes of each partition ran",
        seen -> files.stream().allMatch(ChaosLane::isDone) ? "" : "jobs " + seen.jobs());
    for (int i = 0; i < files.size(); i++) {
      awaitSettled(PARTITIONS.get(i));
    }
    awaitAllReady();
  }

  /** Whether a job's output ends as it should. */
  static boolean isDone(Path output) {
    try {
      return Files.exists(output) && Files.readString(output).endsWith("done\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Kills slurmctld, leaves it away for a while, and starts it again. What it was told just before
   * it has had the time to save: losing that is Slurm's own.
   */
  void killSlurmctld(Duration away) {
    controller.writeLock().lock();
    try {
      long rest = savedAt + SAVED.toNanos() - System.nanoTime();
      Thread.sleep(Math.max(0, rest / 1_000_000));
      ProcessHandle process =
          ChaosWorkers.slurmctld(directory())
              .orElseThrow(() -> new AssertionError("slurmctld of " + directory() + " is gone"));
      ChaosWorkers.kill(process);
      controllerKills.incrementAndGet();
      Thread.sleep(away.toMillis());
      cluster.slurm().startController();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The restart of slurmctld was interrupted.", e);
    } finally {
      controller.writeLock().unlock();
    }
  }

  /** True the first time: what fails afterwards in the other partitions says nothing new. */
  boolean isFirstFailure() {
    return !reported.getAndSet(true);
  }

  /** Ends the waits of all partitions with this sentence. */
  synchronized void fail(String sentence) {
    if (wrong.isEmpty() && !closed) {
      wrong = sentence;
    }
    notifyAll();
  }

  /** Copies all logs, and what was seen last. */
  void keepLogs(Path target) {
    try {
      Files.createDirectories(target);
      try (Stream<Path> logs = Files.list(directory().resolve("log"))) {
        for (Path log : logs.toList()) {
          Files.copy(log, target.resolve(log.getFileName().toString()));
        }
      }
      Files.writeString(target.resolve("sandbox.log"), cluster.sandbox().log());
      Files.writeString(target.resolve("seen"), describe());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The latest look, a line each. */
  String describe() {
    ChaosSight seen = sight();
    StringBuilder text = new StringBuilder();
    seen.nodes().values().stream()
        .filter(node -> !node.isReady())
        .forEach(node -> text.append("  ").append(node).append('\n'));
    seen.jobs().forEach(job -> text.append("  ").append(job).append('\n'));
    seen.instances().forEach(instance -> text.append("  ").append(instance).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    closed = true;
    workers.close();
    background.shutdownNow();
    try {
      if (!background.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        System.err.println("Something still runs in " + directory() + " while it is stopped.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cluster.close();
  }

  private void prepare() {
    launchForeigners();
    cluster
        .slurm()
        .command("scontrol", "update", "nodename=" + held, "state=drain", "reason=" + HELD_REASON);
    savedLater();
    cluster
        .sandbox()
        .control(
            "POST", "/sandbox/faults", "{\"action\":\"*\",\"delayMillis\":" + LATENCY_MILLIS + "}");
  }

  /** Another cluster's instances, one named as a node of this one, and those of nobody's. */
  private void launchForeigners() {
    Path program = cluster.slurm().nodeProgram();
    Path started = directory().resolve("run/foreigners");
    try {
      // Else the sandbox would run a slurmd for what is named as a node.
      String nodes = Files.readString(program);
      Files.writeString(program, "#!/bin/sh\necho >>" + started + "\nexec sleep 1000000\n");
      List<Map<String, String>> each =
          List.of(
              Map.of("Name", PARTITIONS.get(0) + "-node-0", "slurm-ec2:cluster", "other"),
              Map.of("Name", "other-node-0", "slurm-ec2:cluster", "other"),
              Map.of("Name", PARTITIONS.get(1) + "-node-0"),
              Map.of("Owner", "somebody"));
      each.forEach(tags -> cluster.account().launch("compute", "subnet-11111111", tags));
      Await.until(
          Cluster.LIMIT,
          "the instances of others run",
          () -> Files.exists(started) ? readLines(started) : 0,
          count -> count == each.size());
      Files.writeString(program, nodes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChaosSight.of(cluster).instances().forEach(instance -> foreigners.put(instance.id(), instance));
  }

  private static int readLines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void savedLater() {
    synchronized (this) {
      savedAt = System.nanoTime();
    }
  }

  private boolean isFree(Node node) {
    return !node.name().equals(held);
  }

  /** Empty if nothing is left of the partition's cycle. */
  private String unsettled(ChaosSight seen, String partition, Predicate<Node> asItShould) {
    List<String> left = new ArrayList<>();
    seen.jobs().stream()
        .filter(job -> job.partition().equals(partition))
        .forEach(job -> left.add(job.toString()));
    seen.nodesOf(partition).stream()
        .filter(this::isFree)
        .filter(asItShould.negate())
        .forEach(node -> left.add(node.toString()));
    seen.instances().stream()
        .filter(instance -> instance.isOf(CLUSTER, partition))
        .forEach(instance -> left.add(instance.toString()));
    return String.join("; ", left);
  }

  /** Instances of this cluster, whatever else their tags say. */
  private static String strayInstances(ChaosSight seen) {
    return String.join(
        "; ",
        seen.instances().stream()
            .filter(instance -> instance.cluster().equals(CLUSTER))
            .map(Instance::toString)
            .toList());
  }

  /** Looks again and again, and judges what must hold at every moment. */
  private void look() {
    Patience answered = patience();
    while (!closed) {
      controller.readLock().lock();
      try {
        ChaosSight seen = ChaosSight.of(cluster);
        answered = patience();
        judge(seen);
        cancelForgotten(seen);
        releaseHeld(seen);
        synchronized (this) {
          latest = seen;
          notifyAll();
        }
      } catch (AssertionError | RuntimeException e) {
        // slurmctld that has just come back is busy for a moment.
        if (isOver(answered)) {
          fail("Slurm or the sandbox has not answered for " + lasted(answered) + ": " + e);
          return;
        }
      } finally {
        controller.readLock().unlock();
      }
      sleep(LOOK_INTERVAL);
    }
  }

  /**
   * Ends jobs that have run, but of whose end a slurmctld that was then killed had not saved: the
   * next one finds out only when the node registers, which takes most of an hour. That is Slurm's
   * own, and what an operator would do.
   */
  private void cancelForgotten(ChaosSight seen) {
    for (ChaosSight.Job job : seen.jobs()) {
      Submitted known = submitted.get(job.id());
      if (known != null
          && job.state().equals("RUNNING")
          && known.controllerKills() < controllerKills.get()
          && isDone(known.output())) {
        long since = doneSince.computeIfAbsent(job.id(), any -> seen.began());
        if (seen.began() - since > FORGOTTEN.toNanos()) {
          cluster.slurm().command("scancel", job.id());
          submitted.remove(job.id());
          tally.forgotten();
        }
      }
    }
  }

  /**
   * Releases jobs that slurmctld holds since it starts them a second time on a node where they run:
   * it was killed before it had saved the first start. That is Slurm's own, and what an operator
   * would do; that their nodes come back is the suite's.
   */
  private void releaseHeld(ChaosSight seen) {
    for (ChaosSight.Job job : seen.jobs()) {
      Submitted known = submitted.get(job.id());
      if (known != null
          && job.reason().equals("launch failed requeued held")
          && known.controllerKills() < controllerKills.get()) {
        cluster.slurm().command("scontrol", "release", job.id());
        tally.held();
      }
    }
  }

  private void judge(ChaosSight seen) {
    Map<String, Instance> live = new TreeMap<>();
    seen.instances().forEach(instance -> live.put(instance.id(), instance));
    foreigners.forEach(
        (id, was) -> {
          if (!was.equals(live.get(id))) {
            fail("An instance of somebody else was touched: " + was + " became " + live.get(id));
          }
        });
    seen.instances().stream()
        .filter(instance -> instance.cluster().equals(CLUSTER))
        .forEach(instance -> tally.seen(directory() + instance.id()));
    for (Node node : seen.nodes().values()) {
      if (node.name().equals(held)) {
        if (!node.is("DRAIN") || !node.reason().equals(HELD_REASON)) {
          fail("What an operator holds was changed: " + node);
        }
      } else if (node.isOutOfService()) {
        Patience since = outOfService.computeIfAbsent(node.name(), any -> patience());
        if (isOver(since)) {
          fail("A node has been of no use for " + lasted(since) + ": " + node);
        }
      } else {
        outOfService.remove(node.name());
      }
    }
  }

  /** change-state again and again, as cron would; some are killed. */
  private void sweep() {
    while (!closed) {
      sleep(SWEEP_INTERVAL);
      if (closed) {
        return;
      }
      try {
        ProcessBuilder builder =
            new ProcessBuilder(
                cluster.slurm().configDirectory().resolve("change-state").toString());
        builder.environment().put("SLURM_EC2_FOREGROUND", "1");
        builder.environment().put("SLURM_CONF", directory().resolve("etc/slurm.conf").toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory().resolve("log/change-state.out").toFile()));
        builder.redirectInput(Path.of("/dev/null").toFile());
        long began = System.nanoTime();
        Process process = builder.start();
        tally.sweep();
        ChaosWorkers.Worker sweep =
            new ChaosWorkers.Worker(
                Target.CHANGE_STATE.program(), List.of(), process.toHandle(), false, began);
        strikes.seen(sweep);
        try {
          if (!process.waitFor(SWEEP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            fail("change-state has not ended within " + SWEEP_LIMIT.toSeconds() + " s");
          }
        } finally {
          process.destroyForcibly();
        }
        strikes.ended(sweep);
        if (process.exitValue() == 0) {
          sweepDone();
        }
      } catch (IOException e) {
        fail("change-state could not be started: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized void sweepDone() {
    sweepsDone++;
    lastSweepAt = System.nanoTime();
  }

  /** The nodes that a partition's workers may name. */
  static Set<String> names(String partition) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < NODES; i++) {
      names.add(partition + "-node-" + i);
    }
    return names;
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
