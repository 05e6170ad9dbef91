package dev.slurmec2.reconcile;

import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.hostlist.HostlistException;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.SlurmResult;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What slurm.conf keeps from being suspended: SuspendExcNodes, SuspendExcParts and, since Slurm
 * 23.02, SuspendExcStates (slurm.conf(5)). A number of nodes behind a list ({@code p-g-[0-9]:4}:
 * that many stay up) is taken for all of them, since which ones these are is slurmctld's choice.
 *
 * @param nodes names
 * @param partitions names
 * @param states base states and flags
 * @param unknown whether it could not be asked: then every node counts as excluded
 */
public record Exclusions(
    Set<String> nodes, Set<String> partitions, Set<String> states, boolean unknown) {
  static final Exclusions NONE = new Exclusions(Set.of(), Set.of(), Set.of(), false);

  public Exclusions {
    nodes = Set.copyOf(nodes);
    partitions = Set.copyOf(partitions);
    states = Set.copyOf(states);
  }

  /** From {@code scontrol show config}; {@code (null)} is none. */
  static Exclusions of(SlurmResult<Map<String, String>> running) {
    if (!(running instanceof SlurmResult.Ok<Map<String, String>> ok)) {
      return new Exclusions(Set.of(), Set.of(), Set.of(), true);
    }
    try {
      return new Exclusions(
          nodes(ok.value().getOrDefault("SuspendExcNodes", "")),
          words(ok.value().getOrDefault("SuspendExcParts", "")),
          words(ok.value().getOrDefault("SuspendExcStates", "").toUpperCase(Locale.ROOT)),
          false);
    } catch (HostlistException e) {
      return new Exclusions(Set.of(), Set.of(), Set.of(), true);
    }
  }

  private static Set<String> nodes(String value) {
    Set<String> names = new HashSet<>();
    // The lists are separated by commas outside of brackets; a number may follow each.
    for (String list : value.split(",(?![^\\[]*\\])", -1)) {
      String hosts = withoutCount(list);
      if (isSet(hosts)) {
        names.addAll(Hostlist.expand(hosts));
      }
    }
    return names;
  }

  private static Set<String> words(String value) {
    return Arrays.stream(value.split(",", -1))
        .map(Exclusions::withoutCount)
        .filter(Exclusions::isSet)
        .collect(Collectors.toSet());
  }

  private static String withoutCount(String text) {
    return text.strip().replaceFirst(":[0-9]+$", "");
  }

  private static boolean isSet(String word) {
    return !word.isEmpty() && !word.equalsIgnoreCase("(null)");
  }

  /** Why that node is not to be suspended; empty if it may be. */
  Optional<String> of(NodeRecord node) {
    if (unknown) {
      return Optional.of("slurm.conf's SuspendExcNodes could not be asked");
    }
    if (nodes.contains(node.name())) {
      return Optional.of("SuspendExcNodes");
    }
    Optional<String> partition =
        node.partitions().stream().filter(partitions::contains).findFirst();
    if (partition.isPresent()) {
      return Optional.of("SuspendExcParts, " + partition.get());
    }
    return states.stream()
        .filter(state -> node.state().is(state) || node.state().has(state))
        .sorted()
        .findFirst()
        .map(state -> "SuspendExcStates, " + state);
  }
}
