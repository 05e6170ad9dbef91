package dev.slurmec2.chaos;

import dev.slurmec2.e2e.PrivateSlurm;
import dev.slurmec2.slurm.CommandResult;
import dev.slurmec2.slurm.CommandRunner;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.Scontrol;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.SystemCommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A real slurmctld whose programs do nothing, and a real slurmd for each node that boots. */
final class RealNodes implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final PrivateSlurm slurm;
  private final CommandRunner runner;
  private final Map<String, Process> slurmds = new ConcurrentHashMap<>();

  private RealNodes(PrivateSlurm slurm) {
    this.slurm = slurm;
    CommandRunner system = new SystemCommandRunner();
    String conf = "SLURM_CONF=" + slurm.configDirectory().resolve("slurm.conf");
    this.runner =
        (command, limit) -> {
          List<String> all = new ArrayList<>(List.of("/usr/bin/env", conf));
          all.addAll(command);
          return system.run(all, limit);
        };
  }

  /**
   * @param count nodes {@code aws-node-0} …; {@code aws-poor-0} is configured with more memory than
   *     any host has
   */
  static RealNodes start(int count, SlurmModel.Times times) {
    PrivateSlurm slurm =
        PrivateSlurm.create(
            "--group",
            "aws/node:" + count,
            "--group",
            "aws/poor:1",
            "--suspend-time",
            seconds(times.idle()),
            "--suspend-timeout",
            seconds(times.suspend()),
            "--resume-timeout",
            seconds(times.resume()),
            "--slurmd-timeout",
            seconds(times.slurmd()));
    try {
      Path etc = slurm.configDirectory();
      for (String program : List.of("resume", "suspend", "resume-fail")) {
        Path file = etc.resolve(program);
        Files.delete(file);
        Files.writeString(file, "#!/bin/sh\nexit 0\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Path partitions = etc.resolve("partitions.json");
      String text = Files.readString(partitions);
      int poor = text.indexOf("\"RealMemory\": \"100\"", text.indexOf("\"poor\""));
      Files.writeString(
          partitions,
          text.substring(0, poor) + text.substring(poor).replace("\"100\"", "\"100000000\""));
      slurm.start();
    } catch (IOException e) {
      slurm.close();
      throw new UncheckedIOException(e);
    } catch (AssertionError | RuntimeException e) {
      slurm.close();
      throw e;
    }
    return new RealNodes(slurm);
  }

  private static String seconds(Duration duration) {
    return Long.toString(duration.toSeconds());
  }

  /** Runs one of Slurm's commands; empty if it was taken, else what it said. */
  Optional<String> refusal(String... command) {
    return runner.run(List.of(command), LIMIT) instanceof CommandResult.Exited exited
        ? Optional.of(exited.stderr() + exited.stdout()).filter(text -> exited.status() != 0)
        : Optional.of("it did not end");
  }

  /** Every node as {@code IDLE+CLOUD+POWERED_DOWN}: the base, then the flags, sorted. */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    if (new Scontrol(Path.of("/usr/bin"), runner).nodes()
        instanceof SlurmResult.Ok<NodeRecords> ok) {
      ok.value().byName().forEach((name, record) -> states.put(name, state(record)));
    }
    return states;
  }

  /** A node with some CPUs in use is MIXED, with all of them ALLOCATED. */
  private static String state(NodeRecord record) {
    String base = record.state().is("MIXED") ? "ALLOCATED" : record.state().base();
    return base + "+" + String.join("+", new TreeSet<>(record.state().flags()));
  }

  /** Tells Slurm the address, as resume does, and lets a slurmd register as booted now. */
  void boot(String node) {
    refusal(
        "scontrol", "update", "nodename=" + node, "nodeaddr=127.0.0.1", "nodehostname=localhost");
    try {
      slurmds.put(
          node,
          new ProcessBuilder(
                  PrivateSlurm.script("private/sandbox-node").toString(),
                  slurm.directory().toString(),
                  node)
              .redirectErrorStream(true)
              .redirectOutput(slurm.directory().resolve("log/" + node + ".out").toFile())
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the machine. */
  void die(String node) throws InterruptedException {
    Process slurmd = slurmds.remove(node);
    if (slurmd != null) {
      slurmd.destroy();
      if (!slurmd.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        slurmd.destroyForcibly();
      }
    }
  }

  String log() {
    return slurm.log("slurmctld");
  }

  @Override
  public void close() {
    slurmds.values().forEach(Process::destroy);
    slurm.close();
  }
}
