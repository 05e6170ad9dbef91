package dev.slurmec2.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that no two nodes of the file have the same name. */
final class NodeNames {

  private record Named(ReadGroup group, NodeNaming.Span span) {}

  private NodeNames() {}

  /** Reports each group whose names meet another's; there is one for each pair at most. */
  static void check(List<ReadGroup> groups) {
    // Names that differ before their digits or in length are different ones; what is left are
    // ranges of digits, which in order meet only their neighbours.
    Map<String, List<Named>> alike = new HashMap<>();
    for (ReadGroup group : groups) {
      for (NodeNaming.Span span :
          group.group().identity().naming().spans(group.group().maxNodes())) {
        alike
            .computeIfAbsent(span.stem() + "/" + span.first().length(), key -> new ArrayList<>())
            .add(new Named(group, span));
      }
    }
    List<String> said = new ArrayList<>();
    for (List<Named> row : alike.values()) {
      row.sort((one, other) -> one.span().first().compareTo(other.span().first()));
      Named reaching = row.get(0);
      for (Named next : row.subList(1, row.size())) {
        if (next.span().first().compareTo(reaching.span().last()) <= 0) {
          String pair = reaching.group().group().id() + " " + next.group().group().id();
          if (!said.contains(pair)) {
            said.add(pair);
            report(reaching.group(), next.group(), next.span().first());
          }
        }
        if (next.span().last().compareTo(reaching.span().last()) > 0) {
          reaching = next;
        }
      }
    }
  }

  private static void report(ReadGroup one, ReadGroup other, String name) {
    boolean oneIsLater =
        one.members().owner().value().at().line() > other.members().owner().value().at().line();
    ReadGroup later = oneIsLater ? one : other;
    ReadGroup earlier = oneIsLater ? other : one;
    later
        .members()
        .optional("NodeNamePattern")
        .or(() -> later.members().optional("NodeGroupName"))
        .ifPresent(
            element ->
                element.error(
                    name
                        + " would be a node of "
                        + earlier.group().id()
                        + " and of "
                        + later.group().id()
                        + "; give one of them another NodeNamePattern, or fewer MaxNodes."));
  }
}
