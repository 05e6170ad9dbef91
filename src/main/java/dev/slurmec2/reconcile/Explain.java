package dev.slurmec2.reconcile;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.Slurm;
import dev.slurmec2.slurm.SlurmResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of nodes what Slurm says, what EC2 says, which rule applies and why the others do not. */
public final class Explain {
  private final Configuration configuration;
  private final WrongParameters wrong;
  private final Look look;

  /**
   * @param clock the head node's clock, in the zone in which slurmctld prints times
   * @param wrong references to parameters that cannot be filled in
   */
  public Explain(
      Configuration configuration,
      Slurm slurm,
      Ec2Regions regions,
      Clock clock,
      WrongParameters wrong) {
    this.configuration = configuration;
    this.wrong = wrong;
    this.look = new Look(configuration, slurm, regions, clock);
  }

  /**
   * What was found.
   *
   * @param lines for a person, a paragraph a node
   * @param unknown names that neither Slurm nor partitions.json knows
   * @param unanswered whether a region of one of the nodes did not answer
   */
  public record Explained(List<String> lines, List<String> unknown, boolean unanswered) {}

  /** Explains; nothing is changed, files included. */
  public SlurmResult<Explained> nodes(String cluster, Collection<String> names) {
    return look.at(cluster, snapshot -> explain(snapshot, names));
  }

  private Explained explain(Snapshot snapshot, Collection<String> names) {
    Judge judge =
        new Judge(
            configuration, snapshot, new MemoryFile(configuration.settings().stateDir()).read());
    List<String> lines = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    boolean unanswered = false;
    for (String name : names) {
      Optional<NodeGroup> group = configuration.groupOf(name);
      NodeRecord node = snapshot.nodes().byName().get(name);
      if (group.isEmpty() && node == null) {
        unknown.add(name);
      } else if (group.isEmpty()) {
        lines.add(name + ": not in partitions.json, so nothing of it is ever touched.");
      } else if (node == null) {
        lines.add(
            name
                + ": in partitions.json ("
                + group.get().id()
                + ") and not shown by Slurm: drift, no instance of the group is ended.");
      } else {
        NodeView view = judge.view(node, group.get());
        unanswered |= view.backing() instanceof Backing.Unknown;
        lines.addAll(ofNode(judge, view, group.get(), wrong.of(group.get().id())));
      }
    }
    return new Explained(List.copyOf(lines), List.copyOf(unknown), unanswered);
  }

  private static List<String> ofNode(
      Judge judge, NodeView view, NodeGroup group, List<String> wrong) {
    NodeRecord node = view.node();
    List<String> lines = new ArrayList<>();
    lines.add(
        node.name()
            + " ("
            + group.id()
            + ", "
            + RegionProfile.allOf(group).stream()
                .map(RegionProfile::toString)
                .collect(Collectors.joining(", or "))
            + ")");
    lines.add(
        "  Slurm: "
            + view.stateWords()
            + ", address "
            + node.address()
            + ", reason "
            + node.reason().map(text -> "\"" + text + "\" of " + view.owner()).orElse("none"));
    ec2(view).forEach(line -> lines.add("  EC2: " + line));
    wrong.forEach(line -> lines.add("  Configuration: " + group.id() + ": " + line));
    Optional<Finding> applies = NodeTable.judge(view);
    lines.add(
        "  A sweep now: "
            + applies
                .map(
                    found -> found.rule() + ": seen: " + found.seen() + "; done: " + found.action())
                .orElse("no rule applies, the node is left as it is"));
    for (NodeTable.Row row : NodeTable.ROWS) {
      boolean decides = applies.filter(found -> found.rule() == row.rule()).isPresent();
      lines.add("    " + row.rule() + ": " + words(row.judge().judge(view), decides));
    }
    List<Sighting> live = judge.sightings(node.name());
    for (Sighting sighting : live) {
      judge
          .verdictsOf(node, sighting, live)
          .forEach(
              (rule, verdict) ->
                  lines.add(
                      "    "
                          + rule
                          + ", "
                          + sighting.instance().id()
                          + ": "
                          + words(verdict, true)));
    }
    return lines;
  }

  private static String words(Verdict verdict, boolean decides) {
    String more = decides ? "" : " (but an earlier rule decides)";
    if (verdict instanceof Verdict.Act act) {
      return "applies: " + act.seen() + "; done: " + act.action() + more;
    }
    if (verdict instanceof Verdict.Hold hold) {
      return "applies: " + hold.seen() + "; nothing is done" + more;
    }
    return "no: " + ((Verdict.Pass) verdict).why();
  }

  private static List<String> ec2(NodeView view) {
    if (!(view.backing() instanceof Backing.Known known)) {
      return List.of("no answer: " + ((Backing.Unknown) view.backing()).why());
    }
    List<String> lines =
        Stream.concat(
                known.live().stream()
                    .map(
                        one ->
                            one.words()
                                + ", address "
                                + one.instance().address(view.identity()).orElse("not shown")
                                + (one.health().equals(Health.GOOD)
                                    ? ""
                                    : ", impaired or with events " + one.health().events())),
                known.ended().stream().map(Explain::ended))
            .toList();
    return lines.isEmpty()
        ? List.of(
            known.untagged()
                ? "an instance of that name without a cluster's tag, which is not touched"
                : "no instance")
        : lines;
  }

  private static String ended(Instance instance) {
    return instance.id() + " ended" + instance.stateReason().map(code -> ", " + code).orElse("");
  }
}
