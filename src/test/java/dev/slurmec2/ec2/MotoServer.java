package dev.slurmec2.ec2;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program {@code moto_server} on a free port of loopback. */
final class MotoServer implements AutoCloseable {

  /** Importing its modules takes some ten seconds on a busy machine. */
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private static final Duration POLL = Duration.ofMillis(200);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Process process;
  private final int port;

  private MotoServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program, if it is on PATH. */
  static Optional<Path> program() {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "moto_server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static MotoServer start(Path program) throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process process =
        new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p", String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    MotoServer server = new MotoServer(process, port);
    try {
      server.awaitAnswer();
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    for (long polls = START_LIMIT.dividedBy(POLL); polls > 0; polls--) {
      if (!process.isAlive()) {
        throw new IOException("moto_server ended with status " + process.exitValue());
      }
      if (answers()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
    throw new IOException("moto_server does not answer on port " + port);
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) uri().resolve("/moto-api/").toURL().openConnection();
      connection.setConnectTimeout((int) POLL.toMillis());
      connection.setReadTimeout((int) STOP_LIMIT.toMillis());
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops it with its children: the program on PATH may be a wrapper. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
