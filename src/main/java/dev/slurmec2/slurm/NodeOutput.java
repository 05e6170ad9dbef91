package dev.slurmec2.slurm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the whole output of {@code scontrol -o show node}. */
final class NodeOutput {

  /** So much of an unreadable line is shown. */
  private static final int SHOWN = 120;

  private final Map<String, NodeRecord> byName = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> twice = new LinkedHashSet<>();

  private NodeOutput() {}

  /**
   * The nodes. A line that cannot be read takes out only its own node. A node that is there twice
   * is taken out too: Slurm prints each once, so one of the lines is somebody's comment.
   */
  static NodeRecords parse(String output) {
    NodeOutput reader = new NodeOutput();
    records(output).forEach(reader::add);
    for (String name : reader.twice) {
      reader.byName.remove(name);
      reader.unreadable.add("Node %s: it is listed twice.".formatted(name));
    }
    return new NodeRecords(reader.byName, reader.unreadable);
  }

  private void add(String line) {
    Optional<String> name = NodeLine.name(line);
    name.filter(known -> !seen.add(known)).ifPresent(twice::add);
    NodeLine.Result result = NodeLine.parse(line);
    if (result instanceof NodeLine.Result.Read read) {
      byName.put(read.node().name(), read.node());
    } else if (result instanceof NodeLine.Result.Unreadable bad) {
      unreadable.add(
          "Node %s: its record cannot be read: %s: %s"
              .formatted(
                  name.orElse("without a name"),
                  bad.problem(),
                  shortened(line.replace('\n', ' '))));
    }
  }

  /** Lines; one that starts no record goes on with free text of the record before it. */
  private static List<String> records(String output) {
    List<StringBuilder> records = new ArrayList<>();
    output
        .lines()
        .forEach(
            line -> {
              if (line.startsWith("NodeName=")) {
                records.add(new StringBuilder(line));
              } else if (!records.isEmpty()) {
                records.get(records.size() - 1).append('\n').append(line);
              }
            });
    return records.stream().map(StringBuilder::toString).toList();
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
