package dev.slurmec2.slurmconf;

import dev.slurmec2.slurmconf.LineChange.Kind;
import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ, by their longest common subsequence. */
final class LineDiff {
  /**
   * The most cells of the table (16 MB as ints): 2000 changed lines against 2000, beyond any
   * configuration. Larger differences are shown as all old lines removed and all new ones added.
   */
  static final int MAX_CELLS = 4_000_000;

  private LineDiff() {}

  /** What leads from one text to the other; empty if their lines are equal. */
  static List<LineChange> between(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    int start = 0;
    int shorter = Math.min(old.size(), now.size());
    while (start < shorter && old.get(start).equals(now.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
      end++;
    }
    List<String> oldMiddle = old.subList(start, old.size() - end);
    List<String> newMiddle = now.subList(start, now.size() - end);
    return (long) oldMiddle.size() * newMiddle.size() > MAX_CELLS
        ? replaced(oldMiddle, newMiddle, start)
        : compared(oldMiddle, newMiddle, start);
  }

  private static List<LineChange> replaced(List<String> old, List<String> now, int start) {
    List<LineChange> changes = new ArrayList<>();
    for (int i = 0; i < old.size(); i++) {
      changes.add(new LineChange(Kind.REMOVED, start + i + 1, old.get(i)));
    }
    for (int i = 0; i < now.size(); i++) {
      changes.add(new LineChange(Kind.ADDED, start + i + 1, now.get(i)));
    }
    return changes;
  }

  private static List<LineChange> compared(List<String> old, List<String> now, int start) {
    int[][] common = commonLengths(old, now);
    List<LineChange> changes = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        i++;
        j++;
      } else if (i < old.size() && (j == now.size() || common[i + 1][j] >= common[i][j + 1])) {
        changes.add(new LineChange(Kind.REMOVED, start + i + 1, old.get(i)));
        i++;
      } else {
        changes.add(new LineChange(Kind.ADDED, start + j + 1, now.get(j)));
        j++;
      }
    }
    return changes;
  }

  /** How long the longest common subsequence is from each pair of places to the ends. */
  private static int[][] commonLengths(List<String> old, List<String> now) {
    int[][] common = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(now.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
