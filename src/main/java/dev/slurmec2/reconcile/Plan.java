package dev.slurmec2.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings merged into as few calls as can be: equal changes into one, terminations into one a
 * region, addresses into one.
 *
 * @param terminations findings by region
 * @param changes findings by change, in the order in which they are made
 * @param addresses findings with an address
 */
record Plan(
    Map<RegionProfile, List<Finding>> terminations,
    Map<Action.Change, List<Finding>> changes,
    List<Finding> addresses) {

  static Plan of(Collection<Finding> findings) {
    Map<RegionProfile, List<Finding>> terminations = new LinkedHashMap<>();
    Map<Action.Change, List<Finding>> changes = new LinkedHashMap<>();
    List<Finding> addresses = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.action() instanceof Action.Terminate terminate) {
        terminations.computeIfAbsent(terminate.where(), none -> new ArrayList<>()).add(finding);
      } else if (finding.action() instanceof Action.Change change) {
        changes.computeIfAbsent(change, none -> new ArrayList<>()).add(finding);
      } else if (finding.action() instanceof Action.SetAddress) {
        addresses.add(finding);
      }
    }
    return new Plan(terminations, changes, addresses);
  }

  /** Findings that are said and done together: one line, and where Slurm is told one command. */
  static List<List<Finding>> alike(Collection<Finding> findings) {
    Map<List<Object>, List<Finding>> alike = new LinkedHashMap<>();
    for (Finding finding : findings) {
      alike.computeIfAbsent(likeness(finding), none -> new ArrayList<>()).add(finding);
    }
    return List.copyOf(alike.values());
  }

  private static List<Object> likeness(Finding finding) {
    if (finding.action() instanceof Action.Change change) {
      return List.of(finding.rule(), change);
    }
    if (finding.action() instanceof Action.Terminate terminate) {
      return List.of(finding.rule(), terminate.where());
    }
    return List.of(finding.rule(), finding.subject(), finding.action());
  }
}
