package dev.slurmec2.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two hosts for one Slurm's controllers on this machine, {@code ctl1} and {@code ctl2}: each has a
 * name and an address of its own, and its own logs, pid files and StateDir; StateSaveLocation and
 * the configuration are shared. A host is a UTS and a mount namespace, and with NoCtldInAddrAny
 * slurmctld listens only where its host's name leads to, so that both can have one port.
 */
final class ControllerHosts {
  static final String PRIMARY = "ctl1";
  static final String BACKUP = "ctl2";

  private static final Map<String, String> ADDRESSES =
      Map.of(PRIMARY, "127.0.0.11", BACKUP, "127.0.0.12");

  /** What each host has for itself. */
  private static final List<String> OWN = List.of("log", "run", "slurm-ec2");

  /** After SlurmctldTimeout the backup takes over within seconds on an idle machine. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Path WITH_NAMES = PrivateSlurm.script("private/with-names");

  private final PrivateSlurm slurm;

  private ControllerHosts(PrivateSlurm slurm) {
    this.slurm = slurm;
  }

  /** Skips the test, with the reason, where there cannot be two hosts on this machine. */
  static void assumePossible() {
    assumeTrue(
        PrivateSlurm.find("unshare").isPresent()
            && Command.run(Map.of(), "unshare", "--uts", "--mount", "hostname", PRIMARY).status()
                == 0,
        "Two SlurmctldHosts need UTS and mount namespaces, which this user may not make; root may");
  }

  /** Prepares both hosts for a Slurm that has not been started: its start starts the primary. */
  static ControllerHosts of(PrivateSlurm slurm) {
    ControllerHosts hosts = new ControllerHosts(slurm);
    try {
      hosts.writeSlurmConf();
      for (String host : ADDRESSES.keySet()) {
        hosts.make(host);
      }
      script(
          slurm.directory().resolve("bin/slurmctld"),
          "exec '%s' '%s' '%s' '%s' \"$@\""
              .formatted(hosts.on(PRIMARY), WITH_NAMES, slurm.names(), slurmctld()));
      return hosts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path slurmctld() {
    return PrivateSlurm.find("slurmctld").orElseThrow();
  }

  private void writeSlurmConf() throws IOException {
    Path file = slurm.configDirectory().resolve("slurm.conf");
    String both =
        """
        SlurmctldHost=%s(%s)
        SlurmctldHost=%s(%s)
        SlurmctldTimeout=10
        CommunicationParameters=NoCtldInAddrAny
        """
            .formatted(PRIMARY, ADDRESSES.get(PRIMARY), BACKUP, ADDRESSES.get(BACKUP));
    Files.writeString(file, Files.readString(file).replaceFirst("SlurmctldHost=.*\n", both));
  }

  private void make(String host) throws IOException {
    Path own = place(host);
    for (String part : OWN) {
      Files.createDirectories(own.resolve(part));
    }
    StringBuilder names = new StringBuilder(Files.readString(Path.of("/etc/hosts")));
    ADDRESSES.forEach(
        (name, address) -> names.append("\n").append(address).append(" ").append(name));
    Files.writeString(own.resolve("hosts"), names.append("\n"));
    StringBuilder mounts =
        new StringBuilder("mount --bind " + own.resolve("hosts") + " /etc/hosts");
    for (String part : OWN) {
      mounts.append(
          " && mount --bind %s %s".formatted(own.resolve(part), slurm.directory().resolve(part)));
    }
    script(
        on(host),
        "exec unshare --uts --mount sh -c 'hostname %s && %s && exec \"$@\"' sh \"$@\""
            .formatted(host, mounts));
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Below spool, which is deleted with the Slurm. */
  private Path place(String host) {
    return slurm.directory().resolve("spool").resolve(host);
  }

  /** Runs its arguments on the host. */
  private Path on(String host) {
    return place(host).resolve("on");
  }

  /** Starts a host's slurmctld; what becomes of it, {@link #awaitActive} sees. */
  void start(String host) {
    Map<String, String> environment = new TreeMap<>(slurm.slurmConf());
    environment.put("SLURM_EC2_PRIVATE_SLURM", slurm.directory().toString());
    Command.run(
            environment,
            on(host).toString(),
            WITH_NAMES.toString(),
            slurm.names().toString(),
            slurmctld().toString(),
            "-f",
            slurm.configDirectory().resolve("slurm.conf").toString())
        .success();
    Await.until(
        LIMIT, host + " answers", this::ping, ping -> ping.contains(" at " + host + " is UP"));
  }

  private String ping() {
    return Command.run(slurm.slurmConf(), "scontrol", "ping").output();
  }

  /** Until this host's controller is in charge and has all that the other one had saved. */
  void awaitActive(String host) {
    Await.until(
        LIMIT,
        host + " is in charge",
        () -> log(host, "slurmctld").lines().filter(ControllerHosts::tellsRole).toList(),
        roles -> !roles.isEmpty() && roles.get(roles.size() - 1).endsWith("as primary controller"));
    // Whoever asks while a controller takes over waits for it.
    Await.until(
        LIMIT,
        "it answers",
        () -> Command.run(slurm.slurmConf(), "sinfo", "-h").status(),
        status -> status == 0);
  }

  /** What slurmctld says when it begins to stand by or to be in charge (20.11 to 26.05). */
  private static boolean tellsRole(String line) {
    return line.endsWith("unning as primary controller")
        || line.endsWith("slurmctld running in background mode");
  }

  /** Kills everything that runs on the host, as a loss of power does. */
  void powerOff(String host) {
    try {
      Path pidFile = place(host).resolve("run/slurmctld.pid");
      Path name = uts(Long.parseLong(Files.readString(pidFile).strip()));
      List<ProcessHandle> running =
          ProcessHandle.allProcesses().filter(process -> isIn(name, process)).toList();
      running.forEach(ProcessHandle::destroyForcibly);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path uts(long pid) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns/uts"));
  }

  private static boolean isIn(Path name, ProcessHandle process) {
    try {
      return uts(process.pid()).equals(name);
    } catch (IOException e) {
      return false; // it has just ended
    }
  }

  /** Runs one of the suite's programs on the host as cron would, and waits for its end. */
  Command.Result program(String host, String name) {
    Map<String, String> environment = new TreeMap<>(slurm.slurmConf());
    environment.put("SLURM_EC2_FOREGROUND", "1");
    return Command.run(
        environment, on(host).toString(), slurm.configDirectory().resolve(name).toString());
  }

  /** A log of that host; empty if there is none. */
  String log(String host, String name) {
    Path file = place(host).resolve("log").resolve(name + ".log");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that may tell why something failed. */
  String logs() {
    StringBuilder all = new StringBuilder();
    for (String host : List.of(PRIMARY, BACKUP)) {
      for (String name : List.of("slurm-ec2", "slurmctld")) {
        all.append("--- %s %s%n%s%n".formatted(host, name, log(host, name)));
      }
    }
    return all.toString();
  }
}
