package dev.slurmec2.slurm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what {@code scontrol show node} prints behind {@code State=}.
 *
 * <p>Since Slurm 21.08 that is a base state and flags joined by {@code +}
 * (node_state_string_complete in src/common/slurm_protocol_defs.c). 20.11 puts some flags into one
 * character behind the base state and some into other words (slurm_sprint_node_table in
 * src/api/node_info.c and node_state_string); both are translated to today's flags.
 */
final class StateParser {

  private static final Set<String> BASES =
      Set.of("DOWN", "IDLE", "ALLOCATED", "ERROR", "MIXED", "FUTURE", "UNKNOWN", "INVALID");

  /** The characters of 20.11, and those that only sinfo prints, with the flags they stand for. */
  private static final Map<Character, String> SUFFIXES =
      Map.of(
          '*', "NOT_RESPONDING",
          '#', "POWERING_UP",
          '$', "MAINTENANCE",
          '@', "REBOOT_REQUESTED",
          '^', "REBOOT_ISSUED",
          '~', "POWERED_DOWN",
          '%', "POWERING_DOWN",
          '!', "POWER_DOWN",
          '-', "PLANNED");

  /** Words that 20.11 prints in place of IDLE when a node has a flag that keeps jobs away. */
  private static final Map<String, String> IDLE_WITH =
      Map.of("MAINT", "MAINTENANCE", "REBOOT", "REBOOT_REQUESTED", "RESERVED", "RESERVED");

  private StateParser() {}

  /** The state; empty when its base is not one that Slurm prints. */
  static Optional<NodeState> parse(String text) {
    List<String> words = List.of(text.split("\\+", -1));
    Set<String> flags = new LinkedHashSet<>();
    String base = words.get(0);
    while (!base.isEmpty() && SUFFIXES.containsKey(base.charAt(base.length() - 1))) {
      flags.add(SUFFIXES.get(base.charAt(base.length() - 1)));
      base = base.substring(0, base.length() - 1);
    }
    if (IDLE_WITH.containsKey(base)) {
      flags.add(IDLE_WITH.get(base));
      base = "IDLE";
    }
    if (!BASES.contains(base)) {
      return Optional.empty();
    }
    for (String word : words.subList(1, words.size())) {
      flags.add(word.equals("POWER") ? "POWERED_DOWN" : word);
    }
    // 20.11 keeps POWER_SAVE set while it powers down; today the two exclude each other.
    if (flags.contains("POWERING_DOWN") && words.contains("POWER")) {
      flags.remove("POWERED_DOWN");
    }
    flags.remove("");
    return Optional.of(new NodeState(base, flags));
  }
}
