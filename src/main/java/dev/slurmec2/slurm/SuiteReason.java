package dev.slurmec2.slurm;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whose word a node's Reason is: the suite's, slurmctld's or an operator's.
 *
 * <p>Since 23.02 slurmctld appends its own reason to the one that stands, {@code old : new};
 * before, it replaces it (src/slurmctld/power_save.c). A reason is the suite's or slurmctld's only
 * if every part of it is: what an operator wrote stays an operator's.
 */
public final class SuiteReason {
  private static final String PREFIX = "slurm-ec2: ";
  private static final String SEPARATOR = " : ";

  /**
   * What slurmctld writes when it sets a node DOWN by itself, or drains it because it was asked for
   * power_down_asap or because a job that it starts is there already (after it was killed before it
   * had saved the first start), with the source files of 22.05 and 24.11: ping_nodes.c,
   * power_save.c, node_mgr.c, agent.c. None is a fault that the next machine has.
   */
  private static final Set<String> SLURMS =
      Set.of(
          "Not responding",
          "ResumeTimeout reached",
          "Node unexpectedly rebooted",
          "POWER_DOWN_ASAP",
          "Duplicate jobid");

  /** The reason of the Python plugin's change_state, left on nodes it was about to mend. */
  private static final String PREDECESSORS = "node_stuck";

  /** How findings of slurmctld start that it has at a registration (node_mgr.c). */
  private static final List<String> SHORTFALLS = List.of("Low ", "gres/");

  /** How it begins where a job's processes could not be ended (step_mgr.c). */
  private static final String KILL_FAILED = "Kill task failed";

  private SuiteReason() {}

  /**
   * A reason in the suite's form, {@code slurm-ec2: rule: sentence}.
   *
   * @param rule the rule's or the program's name
   * @param sentence what happened, the same for all nodes to which it happened; codes as {@code
   *     (Code:X)}
   */
  public static String of(String rule, String sentence) {
    return PREFIX
        + rule
        + ": "
        + sentence
            .replace(SEPARATOR, ": ")
            .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\"]", " ");
  }

  /** Whether the suite, or its predecessor, set it; slurmctld may have appended to it. */
  public static boolean isOurs(String reason) {
    return parts(reason, part -> isOurPart(part) || isSlurmsPart(part))
        && parts(reason).stream().anyMatch(SuiteReason::isOurPart);
  }

  /** Whether the suite set it by that rule. */
  public static boolean isOf(String rule, String reason) {
    return parts(reason).stream().anyMatch(part -> part.startsWith(PREFIX + rule + ":"));
  }

  /** Whether slurmctld set it, and for nothing that the next machine has too. */
  public static boolean isSlurms(String reason) {
    return parts(reason, SuiteReason::isSlurmsPart);
  }

  /**
   * Whether slurmctld set it because of what it found on a node that answers: fewer resources than
   * configured, or processes that cannot be killed. An administrator has to look at these. A reason
   * of the suite's may stand in front of it: it stays when a node goes back into service by
   * idle_on_node_suspend.
   */
  public static boolean isSlurmsFinding(String reason) {
    return parts(reason, part -> isOurPart(part) || isSlurmsPart(part) || isFinding(part))
        && parts(reason).stream().anyMatch(SuiteReason::isFinding);
  }

  /**
   * Whether slurmctld set it because the node registered with less than configured
   * (src/slurmctld/node_mgr.c, validate_node_specs): a finding that comes back with the next
   * machine.
   */
  public static boolean isSlurmsShortfall(String reason) {
    return isSlurmsFinding(reason) && parts(reason).stream().anyMatch(SuiteReason::isShortfall);
  }

  private static boolean isOurPart(String part) {
    return part.startsWith(PREFIX) || part.equals(PREDECESSORS);
  }

  private static boolean isSlurmsPart(String part) {
    return SLURMS.contains(part);
  }

  private static boolean isFinding(String part) {
    return isShortfall(part) || part.startsWith(KILL_FAILED);
  }

  private static boolean isShortfall(String part) {
    return SHORTFALLS.stream().anyMatch(part::startsWith);
  }

  private static boolean parts(String reason, Predicate<String> test) {
    return parts(reason).stream().allMatch(test);
  }

  private static List<String> parts(String reason) {
    return Arrays.asList(reason.strip().split(SEPARATOR, -1));
  }
}
