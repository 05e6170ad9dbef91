package dev.slurmec2.e2e;

import dev.slurmec2.testing.SandboxControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code slurm-ec2 sandbox} in a process of its own, with its control. */
final class Sandbox implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Server server;
  private final URI endpoint;

  private Sandbox(Server server, URI endpoint) {
    this.server = server;
    this.endpoint = endpoint;
  }

  /** Starts one with what the configuration of this Slurm needs, its nodes run on this machine. */
  static Sandbox start(PrivateSlurm slurm, int bootSeconds) {
    Path portFile = slurm.directory().resolve("run/endpoint");
    Server server =
        Server.start(
            List.of(
                PrivateSlurm.script("slurm-ec2").toString(),
                "sandbox",
                "--port",
                "0",
                "--port-file",
                portFile.toString(),
                "--config-dir",
                slurm.configDirectory().toString(),
                "--boot-seconds",
                Integer.toString(bootSeconds),
                "--launch-command",
                slurm.nodeProgram().toString()));
    try {
      String endpoint =
          Await.until(
              START_LIMIT,
              "the sandbox listens",
              () -> {
                server.requireAlive();
                return read(portFile);
              },
              text -> text.endsWith("\n"));
      return new Sandbox(server, URI.create(endpoint.strip()));
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
  }

  /** What it has printed. */
  String log() {
    return server.log();
  }

  URI endpoint() {
    return endpoint;
  }

  /** Sends a command to the sandbox's control. */
  String control(String method, String path, String body) {
    return SandboxControl.call(endpoint, method, path, body);
  }

  /** How often an action has been called. */
  int calls(String action) {
    Matcher count =
        Pattern.compile("\"" + action + "\"\\s*:\\s*(\\d+)")
            .matcher(control("GET", "/sandbox/calls", ""));
    return count.find() ? Integer.parseInt(count.group(1)) : 0;
  }

  @Override
  public void close() {
    server.close();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
