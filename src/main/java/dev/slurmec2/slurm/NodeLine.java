package dev.slurmec2.slurm;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads records of {@code scontrol -o show node}, one after the other.
 *
 * <p>A record is {@code Key=Value} pairs in a fixed order (slurm_sprint_node_table in
 * src/api/node_info.c, 20.11 to 26.05). Four values are free text and can hold anything, {@code
 * State=DOWN} too: OS, in the middle, and Reason, Comment and Extra, behind all else. So the record
 * is read as three pieces: what stands before OS; what follows OS, from RealMemory to the first
 * free text; and the tail. The second piece is where the real State is: it starts at a RealMemory
 * from which on only plain pairs follow, each key once, State and BootTime among them.
 *
 * <p>Read character by character: regular expressions take several times as long, and there may be
 * ten thousand records of forty pairs. Of these only what is kept becomes text of its own, and what
 * nearly all nodes have in common is kept once.
 */
final class NodeLine {

  private static final String MEMORY = "RealMemory=";
  private static final String OS = " OS=";

  private final Map<String, Optional<NodeState>> states = new HashMap<>();
  private final Map<String, List<String>> partitionLists = new HashMap<>();
  private final Map<String, Optional<LocalDateTime>> times = new HashMap<>();
  private final NodePairs head = new NodePairs("NodeName", "NodeAddr", "NodeHostName");
  private final NodePairs body = new NodePairs("State", "BootTime", "LastBusyTime", "Partitions");

  /** A record, or why there is none. */
  sealed interface Result {
    record Read(NodeRecord node) implements Result {}

    record Unreadable(String problem) implements Result {}
  }

  /** The name that the record gives itself; empty when it does not start with one. */
  static Optional<String> name(String line) {
    NodePairs first = new NodePairs("NodeName");
    first.read(line, 0, line.length(), 1);
    return Optional.of(first.get("NodeName")).filter(name -> !name.isEmpty());
  }

  /**
   * Reads a record.
   *
   * @param text its line, and lines behind it that start no record: they can only go on with free
   *     text at its end, and are none of it where it has none
   */
  Result parse(String text) {
    int newline = text.indexOf('\n');
    int end = newline < 0 ? text.length() : newline;
    for (int memory = memoryFrom(text, 0, end);
        memory >= 0;
        memory = memoryFrom(text, memory + 1, end)) {
      int tail = body.read(text, memory, end, Integer.MAX_VALUE);
      if (body.isPlain() && body.has("State") && body.has("BootTime")) {
        int os = text.indexOf(OS);
        boolean hasOs = os >= 0 && os + OS.length() <= memory;
        return record(text, hasOs ? os : memory, tail, end);
      }
    }
    return new Result.Unreadable("it has no State behind RealMemory");
  }

  private Result record(String text, int headEnd, int tailStart, int end) {
    int rest = head.read(text, 0, headEnd, Integer.MAX_VALUE);
    if (!head.isPlain() || !text.substring(rest, headEnd).isBlank()) {
      return new Result.Unreadable("in front of OS a field is there twice, or is no Key=Value");
    }
    String name = head.get("NodeName");
    if (name.isEmpty()) {
      return new Result.Unreadable("it has no NodeName");
    }
    String stateText = body.get("State");
    Optional<NodeState> state = states.computeIfAbsent(stateText, StateParser::parse);
    if (state.isEmpty()) {
      return new Result.Unreadable("State=%s is not a state of Slurm's".formatted(stateText));
    }
    Reason reason = reason(text, tailStart, end);
    return new Result.Read(
        new NodeRecord(
            name,
            nameOr(head, "NodeAddr", name),
            nameOr(head, "NodeHostName", name),
            state.get(),
            partitionLists.computeIfAbsent(body.get("Partitions"), NodeLine::words),
            reason.text(),
            reason.by(),
            reason.at(),
            times.computeIfAbsent(body.get("BootTime"), Times::parse),
            times.computeIfAbsent(body.get("LastBusyTime"), Times::parse)));
  }

  /** One text where both are the same, as of every node that is off. */
  private static String nameOr(NodePairs pairs, String key, String name) {
    String value = pairs.has(key) ? pairs.get(key) : name;
    return value.equals(name) ? name : value;
  }

  private static List<String> words(String partitions) {
    return partitions.isEmpty() ? List.of() : List.of(partitions.split(","));
  }

  private static Reason reason(String text, int tailStart, int end) {
    int at = NodePairs.afterBlanks(text, tailStart, end);
    return text.startsWith("Reason=", at) && at < end
        ? Reason.parse(text.substring(at + "Reason=".length()).replace('\n', ' '))
        : Reason.NONE;
  }

  /** Where a blank, RealMemory= and a digit stand, from there on; -1 if nowhere. */
  private static int memoryFrom(String text, int from, int end) {
    int at = text.indexOf(MEMORY, from + 1);
    while (at >= 0 && at < end) {
      int value = at + MEMORY.length();
      if (NodePairs.isBlank(text.charAt(at - 1)) && value < end && isDigit(text.charAt(value))) {
        return at - 1;
      }
      at = text.indexOf(MEMORY, at + 1);
    }
    return -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
