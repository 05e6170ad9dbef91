package dev.slurmec2.slurm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one record of {@code scontrol -o show node}.
 *
 * <p>A record is {@code Key=Value} pairs in a fixed order (slurm_sprint_node_table in
 * src/api/node_info.c, 20.11 to 26.05). Four values are free text and can hold anything, {@code
 * State=DOWN} too: OS, in the middle, and Reason, Comment and Extra, behind all else. So the record
 * is read as three pieces: what stands before OS; what follows OS, from RealMemory to the first
 * free text; and the tail. The second piece is where the real State is: it starts at a RealMemory
 * from which on only plain pairs follow, each key once, State and BootTime among them.
 */
final class NodeLine {

  private static final Pattern MEMORY = Pattern.compile("\\sRealMemory=\\d");
  private static final Pattern PAIR = Pattern.compile("\\s*([A-Za-z_]+)=(\\S*)");
  private static final List<String> FREE_TEXT = List.of("Reason", "Comment", "Extra");

  private NodeLine() {}

  /** A record, or why there is none. */
  sealed interface Result {
    record Read(NodeRecord node) implements Result {}

    record Unreadable(String problem) implements Result {}
  }

  /** The name that the record gives itself; empty when it does not start with one. */
  static Optional<String> name(String line) {
    Matcher pair = PAIR.matcher(line);
    return pair.lookingAt() && pair.group(1).equals("NodeName") && !pair.group(2).isEmpty()
        ? Optional.of(pair.group(2))
        : Optional.empty();
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
    Matcher memory = MEMORY.matcher(line);
    while (memory.find()) {
      Pairs body = pairs(line, memory.start());
      if (body.plain() && body.has("State") && body.has("BootTime")) {
        String head = line.substring(0, memory.start());
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
    Map<String, String> values = new LinkedHashMap<>();
    boolean twice = false;
    int end = from;
    Matcher pair = PAIR.matcher(text);
    while (pair.region(end, text.length()).lookingAt() && !FREE_TEXT.contains(pair.group(1))) {
      twice |= values.put(pair.group(1), pair.group(2)) != null;
      end = pair.end();
    }
    return new Pairs(values, !twice, text.substring(end));
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
