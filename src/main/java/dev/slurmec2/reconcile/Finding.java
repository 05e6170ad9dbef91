package dev.slurmec2.reconcile;

import java.util.Optional;

/**
 * What a sweep decided about a node, an instance or a node group.
 *
 * @param rule the rule that applied
 * @param subject the node's name, the instance's id or the group's id
 * @param node the node that has to be unchanged when the action is done, if there is one
 * @param seen the evidence, one clause
 * @param action what follows
 */
public record Finding(
    Rule rule, String subject, Optional<String> node, String seen, Action action) {

  /** Whether something is to be done, and not only said. */
  public boolean acts() {
    return !(action instanceof Action.Report);
  }
}
