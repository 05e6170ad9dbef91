package dev.slurmec2.cli;

import dev.slurmec2.reconcile.Status;
import dev.slurmec2.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A status report as a table for people and as JSON for programs. */
final class StatusText {
  private static final String ROW = "%-24s %10s %6s %7s %6s %6s %7s %9s";

  private StatusText() {}

  static List<String> table(String cluster, Status.Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("Cluster " + cluster);
    lines.add(
        ROW.formatted(
            "NODE GROUP", "CONFIGURED", "UP", "BOOTING", "OFF", "DOWN", "DRAINED", "INSTANCES"));
    for (Status.Group group : report.groups()) {
      lines.add(
          ROW.formatted(
              group.id(),
              group.configured(),
              group.up(),
              group.booting(),
              group.off(),
              group.down(),
              group.drained(),
              group.instances().map(String::valueOf).orElse("?")));
    }
    for (Status.Group group : report.groups()) {
      group
          .ended()
          .forEach((code, count) -> lines.add(group.id() + ": ended by " + code + ": " + count));
      group
          .coolDowns()
          .forEach(
              (node, left) ->
                  lines.add(
                      group.id() + ": " + node + " cools down for " + left.toSeconds() + " s yet"));
      group.wrong().forEach(why -> lines.add(group.id() + ": " + why));
      if (group.failedBoots() > 0) {
        lines.add(
            group.id()
                + ": "
                + group.failedBoots()
                + " boots failed in a row"
                + group
                    .pausedFor()
                    .map(left -> "; it launches nothing for " + left.toSeconds() + " s yet")
                    .orElse(""));
      }
    }
    report
        .former()
        .forEach(
            (region, live) ->
                lines.add(
                    region
                        + " is in partitions.json no more: "
                        + live.map(count -> count + " instances there yet").orElse("not known")));
    lines.add("Instances without a node: " + orphans(report));
    report
        .unanswered()
        .forEach((region, why) -> lines.add("EC2 in " + region + " did not answer: " + why));
    return lines;
  }

  /** What a region that did not answer holds is not known: it must not read as none. */
  private static String orphans(Status.Report report) {
    String seen = String.join(", ", report.orphans());
    if (report.isWhole()) {
      return seen.isEmpty() ? "none" : seen;
    }
    return (seen.isEmpty() ? "" : seen + "; ") + "not known where EC2 did not answer";
  }

  static String json(String cluster, Status.Report report) {
    return "{\"cluster\":"
        + quoted(cluster)
        + ",\"nodeGroups\":["
        + report.groups().stream().map(StatusText::json).collect(Collectors.joining(","))
        + "],\"instancesWithoutNode\":["
        + report.orphans().stream().map(StatusText::quoted).collect(Collectors.joining(","))
        + "],\"formerRegions\":"
        + object(report.former(), live -> live.map(String::valueOf).orElse("null"))
        + ",\"unanswered\":"
        + object(report.unanswered(), StatusText::quoted)
        + "}";
  }

  private static String json(Status.Group group) {
    return "{\"id\":"
        + quoted(group.id())
        + ",\"configured\":"
        + group.configured()
        + ",\"up\":"
        + group.up()
        + ",\"booting\":"
        + group.booting()
        + ",\"off\":"
        + group.off()
        + ",\"down\":"
        + group.down()
        + ",\"drained\":"
        + group.drained()
        + ",\"instances\":"
        + group.instances().map(String::valueOf).orElse("null")
        + ",\"ended\":"
        + object(group.ended(), String::valueOf)
        + ",\"coolDownSeconds\":"
        + object(group.coolDowns(), left -> String.valueOf(left.toSeconds()))
        + ",\"failedBoots\":"
        + group.failedBoots()
        + ",\"pausedForSeconds\":"
        + group.pausedFor().map(left -> String.valueOf(left.toSeconds())).orElse("null")
        + ",\"wrongParameters\":"
        + group.wrong().stream().map(StatusText::quoted).collect(Collectors.joining(",", "[", "]"))
        + "}";
  }

  private static <V> String object(
      Map<String, V> values, java.util.function.Function<V, String> write) {
    return values.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ":" + write.apply(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (!Printable.line(Character.toString(c)).equals(Character.toString(c))) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }
}
