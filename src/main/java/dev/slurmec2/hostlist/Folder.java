package dev.slurmec2.hostlist;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Writes names as one expression. */
final class Folder {

  private Folder() {}

  static String fold(Collection<String> names) {
    StringBuilder expression = new StringBuilder();
    List<HostName> group = new ArrayList<>();
    for (HostName name : sorted(names)) {
      if (!group.isEmpty() && !(name.isNumbered() && samePrefix(group.get(0), name))) {
        writeGroup(expression, group);
        group.clear();
      }
      group.add(name);
    }
    writeGroup(expression, group);
    return expression.toString();
  }

  static NavigableSet<HostName> sorted(Collection<String> names) {
    NavigableSet<HostName> sorted = new TreeSet<>(HostName.ORDER);
    for (String name : names) {
      if (!Hostlist.isName(name)) {
        throw new HostlistException(
            name,
            1,
            "there is a name that is empty, longer than %d characters, or has a comma, a bracket or white space in it"
                .formatted(Hostlist.MAX_NAME_LENGTH));
      }
      sorted.add(HostName.of(name));
      if (sorted.size() > Hostlist.MAX_NAMES) {
        throw new HostlistException(
            name, 1, "the names become more than %d, Slurm's limit".formatted(Hostlist.MAX_NAMES));
      }
    }
    return sorted;
  }

  private static boolean samePrefix(HostName first, HostName name) {
    return first.isNumbered() && first.prefix().equals(name.prefix());
  }

  /** Names of one prefix with their numbers in a bracket; a name alone as it is. */
  private static void writeGroup(StringBuilder expression, List<HostName> group) {
    if (group.isEmpty()) {
      return;
    }
    if (!expression.isEmpty()) {
      expression.append(',');
    }
    if (group.size() == 1) {
      expression.append(group.get(0).text());
      return;
    }
    expression.append(group.get(0).prefix()).append('[');
    HostName low = group.get(0);
    HostName high = low;
    for (HostName name : group.subList(1, group.size())) {
      if (!high.continuesTo(name)) {
        writeRange(expression, low, high).append(',');
        low = name;
      }
      high = name;
    }
    writeRange(expression, low, high).append(']');
  }

  private static StringBuilder writeRange(StringBuilder expression, HostName low, HostName high) {
    expression.append(low.digits());
    return low.equals(high) ? expression : expression.append('-').append(high.digits());
  }
}
