package dev.slurmec2.e2e;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds the programs that one private slurmctld starts, as soon as they are there, from /proc: by
 * the directory in their environment and their arguments, never by name alone. Only leaders of
 * their process group count, since a shell's subshells look like the shell.
 */
final class ChaosWorkers implements AutoCloseable {

  /** A launcher shell lives for some hundredths of a second. */
  private static final int INTERVAL_MILLIS = 15;

  /** A process that is older has its final environment and arguments. */
  private static final long SETTLED_NANOS = 3_000_000_000L;

  /** SIGKILL waits for the disk at most. */
  private static final Duration DEATH_LIMIT = Duration.ofMinutes(1);

  private static final List<String> PROGRAMS = List.of("resume", "suspend");

  /**
   * A program on its way.
   *
   * @param shim what slurmctld itself started, which returns as soon as it has a worker
   * @param seenAt as System.nanoTime counts
   */
  record Worker(
      String program, List<String> nodes, ProcessHandle process, boolean shim, long seenAt) {

    /** Whether it is still a shell: the shim, or the launcher before Java. */
    boolean isShell() {
      return arguments(process.pid())
          .map(arguments -> !arguments.get(0).endsWith("java"))
          .orElse(true);
    }
  }

  private record Stat(boolean lives, long group, long session) {}

  private final Set<String> marks;
  private final Consumer<Worker> came;
  private final Consumer<Worker> ended;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param directory the private Slurm's
   * @param came told of each shim and of each worker once, in this object's thread
   * @param ended told of each worker's end, however it came
   */
  ChaosWorkers(Path directory, Consumer<Worker> came, Consumer<Worker> ended) {
    this.marks = Set.of("SLURM_CONF=" + directory.resolve("etc/slurm.conf"), mark(directory));
    this.came = came;
    this.ended = ended;
    this.thread = new Thread(this::watch, "workers of " + directory);
    thread.setDaemon(true);
    thread.start();
  }

  /** What all processes of a private Slurm carry in their environment. */
  static String mark(Path directory) {
    return "SLURM_EC2_PRIVATE_SLURM=" + directory;
  }

  /** Kills a process and waits until it is dead; one that nobody has waited for yet is. */
  static boolean kill(ProcessHandle process) {
    boolean hit = lives(process) && process.destroyForcibly();
    if (hit) {
      Await.until(
          DEATH_LIMIT,
          "process " + process.pid() + " dies of SIGKILL",
          () -> lives(process),
          alive -> !alive);
    }
    return hit;
  }

  /** Whether a process is more than a number that nobody has asked for. */
  private static boolean lives(ProcessHandle process) {
    return process.isAlive() && stat(process.pid()).map(Stat::lives).orElse(false);
  }

  /** The running slurmctld of that private Slurm. */
  static Optional<ProcessHandle> slurmctld(Path directory) {
    return ProcessHandle.allProcesses()
        .filter(process -> environment(process.pid()).contains(mark(directory)))
        .filter(process -> command(process.pid()).equals("slurmctld"))
        .filter(ChaosWorkers::lives)
        .findFirst();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    Map<Long, Long> firstSeen = new HashMap<>();
    Set<Long> shims = new HashSet<>();
    Map<Long, Worker> running = new HashMap<>();
    while (!closed) {
      long now = System.nanoTime();
      Set<Long> pids = pids();
      firstSeen.keySet().retainAll(pids);
      shims.retainAll(pids);
      for (long pid : pids) {
        if (now - firstSeen.computeIfAbsent(pid, any -> now) <= SETTLED_NANOS
            && !running.containsKey(pid)) {
          worker(pid, now)
              .filter(found -> !found.shim() || shims.add(pid))
              .ifPresent(
                  found -> {
                    if (!found.shim()) {
                      running.put(pid, found);
                    }
                    came.accept(found);
                  });
        }
      }
      List<Worker> over =
          running.values().stream().filter(worker -> !lives(worker.process())).toList();
      over.forEach(
          worker -> {
            running.remove(worker.process().pid());
            // Else what is left of it would be taken for a new one.
            firstSeen.put(worker.process().pid(), now - 2 * SETTLED_NANOS);
            ended.accept(worker);
          });
      pause();
    }
  }

  private Optional<Worker> worker(long pid, long now) {
    Optional<Stat> stat = stat(pid);
    if (stat.isEmpty() || !stat.get().lives() || stat.get().group() != pid) {
      return Optional.empty();
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || environment(pid).stream().noneMatch(marks::contains)) {
      return Optional.empty();
    }
    List<String> arguments = arguments(pid).orElse(List.of());
    for (int i = 0; i + 1 < arguments.size(); i++) {
      String name = arguments.get(i).substring(arguments.get(i).lastIndexOf('/') + 1);
      if (PROGRAMS.contains(name)) {
        boolean shim = stat.get().session() != pid;
        return Optional.of(
            new Worker(name, expand(arguments.get(i + 1)), process.get(), shim, now));
      }
    }
    return Optional.empty();
  }

  private static List<String> expand(String hostlist) {
    try {
      return Hostlist.expand(hostlist);
    } catch (HostlistException e) {
      return List.of(hostlist);
    }
  }

  private static Set<Long> pids() {
    Set<Long> pids = new HashSet<>();
    String[] names = new File("/proc").list();
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        pids.add(Long.parseLong(name));
      }
    }
    return pids;
  }

  private static Optional<Stat> stat(long pid) {
    return read(pid, "stat")
        .map(
            text -> {
              // The name, in parentheses, may hold anything.
              String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", 5);
              boolean lives = !fields[0].equals("Z") && !fields[0].equals("X");
              return new Stat(lives, Long.parseLong(fields[2]), Long.parseLong(fields[3]));
            });
  }

  private static List<String> environment(long pid) {
    return read(pid, "environ").map(text -> Arrays.asList(text.split("\0", -1))).orElse(List.of());
  }

  private static String command(long pid) {
    return read(pid, "comm").map(String::strip).orElse("");
  }

  private static Optional<List<String>> arguments(long pid) {
    return read(pid, "cmdline")
        .filter(text -> !text.isEmpty())
        .map(text -> Arrays.asList(text.split("\0", -1)));
  }

  private static Optional<String> read(long pid, String file) {
    try {
      return Optional.of(
          Files.readString(
              Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty(); // it has just ended
    }
  }

  private static void pause() {
    try {
      Thread.sleep(INTERVAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
