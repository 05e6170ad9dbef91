package dev.slurmec2.slurm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Reads a program's output on a thread of its own, so that a program that prints much on both
 * streams never waits for its reader.
 */
final class OutputCollector {

  /**
   * What is kept of one stream. {@code scontrol -o show node} prints some 600 bytes a node, so this
   * is more than the 40 MB of Slurm's 65,536 nodes; the rest is read and dropped.
   */
  static final int MAX_BYTES = 128 * 1024 * 1024;

  private static final int CHUNK = 64 * 1024;

  private final Thread thread;
  private final InputStream stream;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private OutputCollector(InputStream stream, String name) {
    this.stream = stream;
    this.thread = new Thread(this::drain, name);
    this.thread.setDaemon(true);
  }

  static OutputCollector start(InputStream stream, String name) {
    OutputCollector collector = new OutputCollector(stream, name);
    collector.thread.start();
    return collector;
  }

  /** What came until the stream's end, or until the grace is over. */
  String text(Duration grace) throws InterruptedException {
    thread.join(grace.toMillis());
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  private void drain() {
    byte[] chunk = new byte[CHUNK];
    try (stream) {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        synchronized (bytes) {
          bytes.write(chunk, 0, Math.min(read, MAX_BYTES - bytes.size()));
        }
      }
    } catch (IOException closed) {
      // The program was killed: what it printed until then is all there is.
    }
  }
}
