package dev.slurmec2.slurm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one record of {@code scontrol -o show node}.
 *
 * <p>A record is {@code Key=Value} pairs in a fixed order (slurm_sprint_node_table in
 * src/api/node_info.c, 20.11 to 26.05). Four values are free text and can hold anything, {@code
 * State=DOWN} too: OS, in the middle, and Reason, Comment and Extra, behind all else. So the record
 * is read as three pieces: what stands before OS; what follows OS, from RealMemory to the first
 * free text; and the tail. The second piece is where the real State is: it starts at a RealMemory
 * from which on only plain pairs follow, each key once, State and BootTime among them.
 *
 * <p>Read character by character: regular expressions take several times as long, and there may be
 * ten thousand records of forty pairs.
 */
final class NodeLine {

  private static final String MEMORY = "RealMemory=";
  private static final List<String> FREE_TEXT = List.of("Reason", "Comment", "Extra");

  private NodeLine() {}

  /** A record, or why there is none. */
  sealed interface Result {
    record Read(NodeRecord node) implements Result {}

    record Unreadable(String problem) implements Result {}
  }

  /** The name that the record gives itself; empty when it does not start with one. */
  static Optional<String> name(String line) {
    int key = afterBlanks(line, 0);
    int equals = afterKey(line, key);
    if (equals < 0 || !line.substring(key, equals).equals("NodeName")) {
      return Optional.empty();
    }
    int end = afterWord(line, equals + 1);
    return end > equals + 1 ? Optional.of(line.substring(equals + 1, end)) : Optional.empty();
  }

  /**
   * Reads a record.
   *
   * @param text its line, and lines behind it that start no record: they can only go on with free
   *     text at its end, and are none of it where it has none
   */
  static Result parse(String text) {
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    String more = end < 0 ? "" : text.substring(end).replace('\n', ' ');
    for (int memory = memoryFrom(line, 0); memory >= 0; memory = memoryFrom(line, memory + 1)) {
      Pairs body = pairs(line, memory);
      if (body.plain() && body.has("State") && body.has("BootTime")) {
        String head = line.substring(0, memory);
        int os = head.indexOf(" OS=");
        return record(os < 0 ? head : head.substring(0, os), body, more);
      }
    }
    return new Result.Unreadable("it has no State behind RealMemory");
  }

  private static Result record(String headText, Pairs body, String more) {
    Pairs headPairs = pairs(headText, 0);
    if (!headPairs.plain() || !headPairs.rest().isBlank()) {
      return new Result.Unreadable("in front of OS a field is there twice, or is no Key=Value");
    }
    Map<String, String> head = headPairs.values();
    String name = head.getOrDefault("NodeName", "");
    if (name.isEmpty()) {
      return new Result.Unreadable("it has no NodeName");
    }
    String stateText = body.get("State");
    Optional<NodeState> state = StateParser.parse(stateText);
    if (state.isEmpty()) {
      return new Result.Unreadable("State=%s is not a state of Slurm's".formatted(stateText));
    }
    String tail = body.rest().isBlank() ? "" : body.rest().stripLeading() + more;
    Reason reason =
        tail.startsWith("Reason=") ? Reason.parse(tail.substring("Reason=".length())) : Reason.NONE;
    String partitions = body.get("Partitions");
    return new Result.Read(
        new NodeRecord(
            name,
            head.getOrDefault("NodeAddr", name),
            head.getOrDefault("NodeHostName", name),
            state.get(),
            partitions.isEmpty() ? List.of() : List.of(partitions.split(",")),
            reason.text(),
            reason.by(),
            reason.at(),
            Times.parse(body.get("BootTime")),
            Times.parse(body.get("LastBusyTime"))));
  }

  /** The pairs from there on, up to the first free text or what is no pair. */
  private static Pairs pairs(String text, int from) {
    Map<String, String> values = new HashMap<>();
    boolean twice = false;
    int end = from;
    while (true) {
      int start = afterBlanks(text, end);
      int equals = afterKey(text, start);
      if (equals < 0) {
        break;
      }
      String key = text.substring(start, equals);
      if (FREE_TEXT.contains(key)) {
        break;
      }
      end = afterWord(text, equals + 1);
      twice |= values.put(key, text.substring(equals + 1, end)) != null;
    }
    return new Pairs(values, !twice, text.substring(end));
  }

  /** Where a blank, RealMemory= and a digit stand, from there on; -1 if nowhere. */
  private static int memoryFrom(String text, int from) {
    int at = text.indexOf(MEMORY, from + 1);
    while (at >= 0) {
      int value = at + MEMORY.length();
      if (isBlank(text.charAt(at - 1)) && value < text.length() && isDigit(text.charAt(value))) {
        return at - 1;
      }
      at = text.indexOf(MEMORY, at + 1);
    }
    return -1;
  }

  private static int afterBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int afterWord(String text, int from) {
    int at = from;
    while (at < text.length() && !isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where the = behind a key is; -1 if no key and = stand there. */
  private static int afterKey(String text, int from) {
    int at = from;
    while (at < text.length() && isOfKey(text.charAt(at))) {
      at++;
    }
    return at > from && at < text.length() && text.charAt(at) == '=' ? at : -1;
  }

  private static boolean isOfKey(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** What ends a word in Slurm's output. */
  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /**
   * Pairs in a row.
   *
   * @param plain whether each key is there once
   * @param rest the text behind them
   */
  private record Pairs(Map<String, String> values, boolean plain, String rest) {
    boolean has(String key) {
      return values.containsKey(key);
    }

    /** The value; empty when there is no such key. */
    String get(String key) {
      return values.getOrDefault(key, "");
    }
  }
}
