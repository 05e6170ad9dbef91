package dev.slurmec2.e2e;

import dev.slurmec2.e2e.ChaosPlan.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The figures of a run of {@link RealChaos}, of all its lanes. */
final class ChaosTally {
  private final Map<String, Integer> kills = new TreeMap<>();
  private final Set<String> instances = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private int cycles;
  private int struck;
  private int late;
  private int jobs;
  private int sweeps;
  private int forgotten;
  private int held;

  /**
   * @param killsOfIt how many kills concerned it; one kill may concern several cycles of a lane
   */
  synchronized void cycle(int jobsDone, int killsOfIt) {
    cycles++;
    jobs += jobsDone;
    if (killsOfIt > 0) {
      struck++;
    }
  }

  synchronized void kill(Target target, String phase) {
    kills.merge(String.format("%-13s %s", target.program(), phase), 1, Integer::sum);
  }

  /** A victim had ended before its moment came. */
  synchronized void tooLate() {
    late++;
  }

  /** slurmctld was killed before it had saved that a job is done. */
  synchronized void forgotten() {
    forgotten++;
  }

  /** slurmctld was killed before it had saved that a job has started, and holds it for that. */
  synchronized void held() {
    held++;
  }

  synchronized void sweep() {
    sweeps++;
  }

  synchronized void seen(String instance) {
    instances.add(instance);
  }

  synchronized void failure(String sentence) {
    failures.add(sentence);
  }

  synchronized int cycles() {
    return cycles;
  }

  /** Cycles in which somebody was killed. */
  synchronized int struck() {
    return struck;
  }

  synchronized int kills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** A table of all figures. */
  synchronized String summary() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "cycles %d, failed %d%njobs done %d, instances launched %d, sweeps %d%nkills %d, and %d"
                + " whose victim had ended%n",
            cycles, failures.size(), jobs, instances.size(), sweeps, kills(), late));
    if (forgotten > 0) {
      text.append(String.format("jobs done that slurmctld had not saved %d%n", forgotten));
    }
    if (held > 0) {
      text.append(
          String.format("jobs held that slurmctld had not saved to have started %d%n", held));
    }
    kills.forEach((what, count) -> text.append(String.format("  %-46s %4d%n", what, count)));
    return text.toString();
  }
}
