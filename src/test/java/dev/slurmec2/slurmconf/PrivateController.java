package dev.slurmec2.slurmconf;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A slurmctld of its own: on loopback, on a free port, with everything in one directory. It starts
 * without munge, because nobody talks to it; what it thinks of its files stands in its log.
 */
final class PrivateController {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(50);

  private PrivateController() {}

  /** Whether slurmctld is installed: whether it says its version. */
  static boolean isInstalled() {
    try {
      Process process = new ProcessBuilder("slurmctld", "-V").redirectErrorStream(true).start();
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts slurmctld on the generated files, waits until it runs or has given up, and ends it.
   *
   * @param directory an empty directory
   * @return the lines of its log
   */
  static List<String> log(Path directory, GeneratedTexts texts)
      throws IOException, InterruptedException {
    Files.createDirectory(directory.resolve("state"));
    Files.writeString(directory.resolve("slurm.conf"), slurmConf(directory));
    Files.writeString(directory.resolve("gres.conf"), "Include gres.conf.aws\n");
    new GeneratedFiles(directory).write(texts);
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                "slurmctld", "-D", "-c", "-v", "-f", directory.resolve("slurm.conf").toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      long deadline = System.nanoTime() + START_LIMIT.toNanos();
      while (process.isAlive()
          && !Files.readString(log).contains("Running as primary controller")
          && System.nanoTime() < deadline) {
        process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
      }
      return Files.readAllLines(log);
    } finally {
      process.destroy();
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static String slurmConf(Path directory) throws IOException {
    String host = InetAddress.getLocalHost().getHostName().split("\\.", 2)[0];
    return """
        ClusterName=accept
        SlurmctldHost=%s(127.0.0.1)
        SlurmUser=%s
        SlurmctldPort=%d
        CommunicationParameters=NoCtldInAddrAny
        AuthType=auth/munge
        AuthInfo=socket=%s/no-munge
        StateSaveLocation=%s/state
        SlurmctldPidFile=%s/slurmctld.pid
        ProctrackType=proctrack/linuxproc
        SelectType=select/cons_tres
        MpiDefault=none
        Include slurm.conf.aws
        """
        .formatted(
            host, System.getProperty("user.name"), freePort(), directory, directory, directory);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
