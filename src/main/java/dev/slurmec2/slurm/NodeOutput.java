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

  /** What a record's line begins with. */
  private static final String START = "NodeName=";

  /** So much of an unreadable line is shown. */
  private static final int SHOWN = 120;

  private final NodeLine lines = new NodeLine();
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
    reader.addAll(output);
    for (String name : reader.twice) {
      reader.byName.remove(name);
      reader.unreadable.add("Node %s: it is listed twice.".formatted(name));
    }
    return new NodeRecords(reader.byName, reader.unreadable);
  }

  private void add(String line) {
    NodeLine.Result result = lines.parse(line);
    // A record that can be read says its name at its start, as every line here does.
    Optional<String> name =
        result instanceof NodeLine.Result.Read read
            ? Optional.of(read.node().name())
            : NodeLine.name(line);
    name.filter(known -> !seen.add(known)).ifPresent(twice::add);
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

  /**
   * Record after record, each let go of before the next: they are megabytes. A line that starts no
   * record goes on with free text of the record before it.
   */
  private void addAll(String output) {
    String text = output.indexOf('\r') < 0 ? output : String.join("\n", output.lines().toList());
    int start = text.startsWith(START) ? 0 : nextRecord(text, 0);
    while (start < text.length()) {
      int next = nextRecord(text, start);
      boolean newline = text.charAt(next - 1) == '\n';
      add(text.substring(start, newline ? next - 1 : next));
      start = next;
    }
  }

  /** Where the next line begins that starts a record; the text's end if none does. */
  private static int nextRecord(String text, int from) {
    int newline = text.indexOf('\n', from);
    while (newline >= 0 && !text.startsWith(START, newline + 1)) {
      newline = text.indexOf('\n', newline + 1);
    }
    return newline < 0 ? text.length() : newline + 1;
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
