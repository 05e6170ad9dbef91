package dev.slurmec2.reconcile;

import dev.slurmec2.hostlist.Hostlist;
import java.util.List;

/** Findings as lines for people: rule, subject, what was seen, what is done. */
final class Lines {
  private Lines() {}

  /** One line for findings that are alike; evidence that differs is the first one's. */
  static String of(List<Finding> alike) {
    Finding first = alike.get(0);
    List<String> subjects = alike.stream().map(Finding::subject).toList();
    boolean nodes = first.node().filter(first.subject()::equals).isPresent();
    long others =
        alike.stream().map(Finding::seen).filter(seen -> !seen.equals(first.seen())).count();
    return "%s: %s: seen: %s%s; done: %s"
        .formatted(
            first.rule(),
            nodes ? Hostlist.fold(subjects) : String.join(",", subjects),
            first.seen(),
            others == 0 ? "" : " (and " + others + " like it)",
            first.action());
  }
}
