package dev.slurmec2.reconcile;

import dev.slurmec2.state.PrivateMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Memory} in a file of StateDir, one mark or reason a line. A cache: a missing, torn
 * or foreign file is an empty memory.
 */
final class MemoryFile {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryFile.class);
  private static final String NAME = "change-state.memory";

  /** What a line with a node's reason begins with; no mark does. */
  private static final String REASON = "REASON";

  /** A mark takes about 80 bytes and a node has a few at most: far more than 65536 nodes need. */
  private static final int MAX_BYTES = 32 << 20;

  private final Path file;

  MemoryFile(Path stateDir) {
    this.file = stateDir.resolve(NAME);
  }

  /** The memory of the latest sweep, empty if there is none that can be read. */
  Memory read() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        LOG.warn("{} is larger than {} bytes and is not read", file, MAX_BYTES);
        return Memory.EMPTY;
      }
      Map<Memory.Key, Memory.Mark> marks = new HashMap<>();
      Map<String, String> reasons = new HashMap<>();
      for (String line : text(bytes).lines().toList()) {
        readLine(line, marks, reasons);
      }
      return new Memory(marks, reasons);
    } catch (NoSuchFileException e) {
      return Memory.EMPTY;
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}): what rests on earlier sweeps waits", file, e.toString());
      return Memory.EMPTY;
    }
  }

  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static void readLine(
      String line, Map<Memory.Key, Memory.Mark> marks, Map<String, String> reasons) {
    String[] words = line.split(" ", -1);
    try {
      if (words.length == 3 && words[0].equals(REASON)) {
        reasons.put(words[1], URLDecoder.decode(words[2], StandardCharsets.UTF_8));
      }
      if (words.length != 4) {
        return;
      }
      marks.put(
          new Memory.Key(Watch.valueOf(words[0]), words[1]),
          new Memory.Mark(
              Instant.ofEpochMilli(Long.parseLong(words[2])),
              Instant.ofEpochMilli(Long.parseLong(words[3]))));
    } catch (IllegalArgumentException e) {
      LOG.debug("A line of the memory is not understood and is left out");
    }
  }

  /** Operators' reasons are in it, and StateDir may be one that others can read. */
  private static void makePrivately(Path next) throws IOException {
    Files.deleteIfExists(next);
    Files.createFile(next, PrivateMode.FILE);
  }

  /** Replaces the file in one step. A failure is logged and costs time only. */
  void write(Memory memory) {
    Stream<String> marks =
        memory.marks().entrySet().stream()
            .map(
                mark ->
                    mark.getKey().watch().name()
                        + " "
                        + mark.getKey().subject()
                        + " "
                        + mark.getValue().first().toEpochMilli()
                        + " "
                        + mark.getValue().last().toEpochMilli());
    Stream<String> reasons =
        memory.reasons().entrySet().stream()
            .map(
                reason ->
                    REASON
                        + " "
                        + reason.getKey()
                        + " "
                        + URLEncoder.encode(reason.getValue(), StandardCharsets.UTF_8));
    List<String> lines = Stream.concat(marks, reasons).sorted().toList();
    Path next = file.resolveSibling(NAME + ".next");
    try {
      makePrivately(next);
      Files.write(next, lines);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be written ({}): what rests on earlier sweeps waits", file, e.toString());
    }
  }
}
