package dev.slurmec2.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last part of what a program wrote. */
final class ConsoleTail {

  /** GetConsoleOutput: "the most recent 64 KB". */
  static final int LIMIT = 64 * 1024;

  private byte[] kept = new byte[0];

  void add(byte[] bytes, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(kept.length + count);
    all.write(kept, 0, kept.length);
    all.write(bytes, 0, count);
    byte[] joined = all.toByteArray();
    kept =
        joined.length <= LIMIT
            ? joined
            : Arrays.copyOfRange(joined, joined.length - LIMIT, joined.length);
  }

  String text() {
    return new String(kept, StandardCharsets.UTF_8);
  }
}
