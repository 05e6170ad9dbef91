package dev.slurmec2.reconcile;

import dev.slurmec2.reconcile.Verdict.Act;
import dev.slurmec2.reconcile.Verdict.Hold;
import dev.slurmec2.reconcile.Verdict.Pass;
import java.util.List;
import java.util.Optional;

/** The rules of nodes in the order in which they are asked: the first that applies decides. */
final class NodeTable {

  /** A rule and how it is judged. */
  record Row(Rule rule, NodeRule judge) {}

  /**
   * What an operator's word is before everything. Then by phase: off, failed, on the way up, up.
   * Rules of different phases exclude each other; within one, what is worse comes first.
   */
  static final List<Row> ROWS =
      List.of(
          new Row(Rule.HELD, OffRules::held),
          new Row(Rule.HANDS_OFF, HandsOff::judge),
          new Row(Rule.FINISH, OffRules::finish),
          new Row(Rule.RECOVER, OffRules::recover),
          new Row(Rule.UNDRAIN, OffRules::undrain),
          new Row(Rule.STUCK, OffRules::stuck),
          new Row(Rule.ALLOCATED_OFF, AllocatedOff::judge),
          new Row(Rule.COMPLETING_OFF, OffRules::completingOff),
          new Row(Rule.CLOSED, OffRules::closed),
          new Row(Rule.INVALID, UpRules::invalid),
          new Row(Rule.DEAD, UpRules::dead),
          new Row(Rule.COMPLETE, BootRules::complete),
          new Row(Rule.NEVER_CAME, BootRules::neverCame),
          new Row(Rule.COMPLETING, UpRules::completing),
          new Row(Rule.UNBACKED, UpRules::unbacked),
          new Row(Rule.INTERRUPTED, Interruption::judge),
          new Row(Rule.IMPAIRED, Impairment::judge));

  private NodeTable() {}

  /** What is to be done about a node; empty when every rule passes. */
  static Optional<Finding> judge(NodeView view) {
    String name = view.node().name();
    for (Row row : ROWS) {
      Verdict verdict = row.judge().judge(view);
      if (verdict instanceof Hold hold) {
        return Optional.of(
            new Finding(row.rule(), name, Optional.of(name), hold.seen(), new Action.Report()));
      }
      if (verdict instanceof Act act) {
        return Optional.of(
            new Finding(row.rule(), name, Optional.of(name), act.seen(), act.action()));
      }
      if (!(verdict instanceof Pass)) {
        throw new IllegalStateException("a verdict of an unknown kind");
      }
    }
    return Optional.empty();
  }
}
