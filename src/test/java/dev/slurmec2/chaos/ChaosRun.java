package dev.slurmec2.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;

/** Many episodes, and one again with its trace. */
final class ChaosRun {
  /** Failing seeds that are kept: the first few say enough. */
  private static final int KEPT = 20;

  /** Episodes side by side: they share nothing. */
  private final int atOnce;

  private final Path directory;
  private final Defect defect;
  private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
  private final Set<String> struckCalls = new TreeSet<>();
  private final List<Episode.Result> failed = new ArrayList<>();
  private long episodes;
  private long failures;
  private long jobs;
  private long sweeps;
  private long virtualMinutes;

  /**
   * @param directory for the state of the episodes; emptied after each
   */
  ChaosRun(Path directory, int atOnce) {
    this(directory, atOnce, Defect.NONE);
  }

  /**
   * @param defect what the suite is given, to see whether it is found
   */
  ChaosRun(Path directory, int atOnce, Defect defect) {
    this.defect = defect;
    this.directory = directory;
    this.atOnce = atOnce;
  }

  /** Runs the seeds from the first on. */
  void run(long firstSeed, long count) throws InterruptedException {
    Level before = logger().getLevel();
    logger().setLevel(Level.OFF);
    AtomicLong next = new AtomicLong(firstSeed);
    AtomicReference<Throwable> broken = new AtomicReference<>();
    List<Thread> lanes = new ArrayList<>();
    try {
      for (int lane = 0; lane < atOnce; lane++) {
        Thread thread =
            new Thread(
                () -> {
                  for (long seed = next.getAndIncrement();
                      seed < firstSeed + count;
                      seed = next.getAndIncrement()) {
                    add(episode(seed, false));
                  }
                },
                "lane " + lane);
        thread.setUncaughtExceptionHandler((one, e) -> broken.set(e));
        lanes.add(thread);
        thread.start();
      }
      for (Thread lane : lanes) {
        lane.join();
      }
    } finally {
      logger().setLevel(before);
    }
    if (broken.get() != null) {
      throw new IllegalStateException("an episode could not be played", broken.get());
    }
  }

  private synchronized void add(Episode.Result result) {
    episodes++;
    jobs += result.jobs();
    sweeps += result.sweeps();
    virtualMinutes += result.virtual().toMinutes();
    result.faults().forEach((kind, number) -> faults.merge(kind, number, Long::sum));
    struckCalls.addAll(result.struckCalls());
    if (!result.violations().isEmpty()) {
      failures++;
      if (failed.size() < KEPT) {
        failed.add(result);
      }
    }
  }

  /** One episode again, with everything that happened and what the suite logged. */
  Episode.Result replay(long seed) {
    return episode(seed, true);
  }

  private Episode.Result episode(long seed, boolean traced) {
    Path stateDir = directory.resolve("state-" + seed);
    ExecutorService threads = Executors.newCachedThreadPool();
    Level before = logger().getLevel();
    try {
      Files.createDirectories(stateDir);
      Episode episode = new Episode(seed, stateDir, threads, traced, defect);
      if (!traced) {
        return episode.run();
      }
      Decisions decisions = new Decisions(episode.trace());
      decisions.start();
      logger().setLevel(Level.INFO);
      logger().setAdditive(false);
      logger().addAppender(decisions);
      try {
        return episode.run();
      } finally {
        logger().detachAppender(decisions);
        logger().setAdditive(true);
        logger().setLevel(before);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdown();
      delete(stateDir);
    }
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("dev.slurmec2");
  }

  private static void delete(Path stateDir) {
    try {
      Scratch.delete(stateDir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Episode.Result> failed() {
    return failed;
  }

  Map<FaultKind, Long> faults() {
    return faults;
  }

  /** Each call with each fault that struck it: {@code "CreateFleet EC2_QUOTA"}. */
  Set<String> struckCalls() {
    return struckCalls;
  }

  /** The figures, one a line. */
  String summary() {
    StringBuilder text = new StringBuilder();
    text.append("episodes %,d, failed %,d%n".formatted(episodes, failures));
    text.append(
        "%,d hours of virtual time, %,d jobs, %,d sweeps%n"
            .formatted(virtualMinutes / 60, jobs, sweeps));
    faults.forEach((kind, number) -> text.append("  %-20s %,12d%n".formatted(kind, number)));
    for (Episode.Result result : failed) {
      text.append("seed %d: %s%n".formatted(result.seed(), result.violations().get(0)));
    }
    return text.toString();
  }

  /** What the suite says it does, into the trace. */
  private static final class Decisions extends AppenderBase<ILoggingEvent> {
    private final Trace trace;

    Decisions(Trace trace) {
      this.trace = trace;
    }

    @Override
    protected void append(ILoggingEvent event) {
      trace.say(() -> "LOG " + event.getLevel() + " " + event.getFormattedMessage());
    }
  }
}
