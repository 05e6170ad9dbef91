package dev.slurmec2.reconcile;

/** One row of the table of nodes. */
@FunctionalInterface
interface NodeRule {
  Verdict judge(NodeView view);
}
