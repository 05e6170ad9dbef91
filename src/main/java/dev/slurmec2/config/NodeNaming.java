package dev.slurmec2.config;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the nodes of a group are named: a prefix and a number.
 *
 * @param prefix what stands before the number, not empty
 * @param first the number of the node of index 0: 0 or 1
 * @param width how many digits the number has at least; 0 for no zeros in front
 */
public record NodeNaming(String prefix, int first, int width) {

  /** No index has more digits: Slurm has 65,536 nodes (MAX_SLURM_NODES). */
  static final int MAX_WIDTH = 9;

  /** {@code partition-group-index} from 0, as the Python plugin names them. */
  public static NodeNaming standard(String partition, String nodeGroup) {
    return new NodeNaming(partition + "-" + nodeGroup + "-", 0, 0);
  }

  /**
   * Names of the same length that follow each other: all from the first to the last are there.
   *
   * @param first the first name
   * @param last the last name, as long as the first
   */
  record Span(String first, String last) {

    /** What stands before the digits that both names end in. */
    String stem() {
      int end = first.length();
      while (end > 0 && isDigit(first.charAt(end - 1))) {
        end--;
      }
      return first.substring(0, end);
    }
  }

  /** The name of the node of that index. */
  public String name(int index) {
    return prefix + number(index);
  }

  /** So many nodes as a hostlist expression: {@code p[001-020]}, or {@code p001} for one. */
  public String range(int count) {
    return range(0, count - 1);
  }

  /** The nodes of these indexes and all between them as a hostlist expression. */
  public String range(int from, int to) {
    return from == to ? name(from) : prefix + "[" + number(from) + "-" + number(to) + "]";
  }

  /**
   * The index of the node of that name; empty for any other name, also for one with zeros too many
   * or too few.
   *
   * @param count how many nodes there are
   */
  public OptionalInt indexOf(String nodeName, int count) {
    int digits = nodeName.length() - prefix.length();
    if (digits < 1 || digits > MAX_WIDTH || !nodeName.startsWith(prefix)) {
      return OptionalInt.empty();
    }
    int number = 0;
    for (int i = prefix.length(); i < nodeName.length(); i++) {
      if (!isDigit(nodeName.charAt(i))) {
        return OptionalInt.empty();
      }
      number = number * 10 + (nodeName.charAt(i) - '0');
    }
    int index = number - first;
    boolean isOurs = index >= 0 && index < count && name(index).equals(nodeName);
    return isOurs ? OptionalInt.of(index) : OptionalInt.empty();
  }

  /** The names of so many nodes, by their length. */
  List<Span> spans(int count) {
    List<Span> spans = new ArrayList<>();
    int index = 0;
    while (index < count) {
      int digits = number(index).length();
      int last = (int) Math.min(count - 1L, Math.round(Math.pow(10, digits)) - 1 - first);
      spans.add(new Span(name(index), name(last)));
      index = last + 1;
    }
    return spans;
  }

  private String number(int index) {
    String digits = Integer.toString(first + index);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
