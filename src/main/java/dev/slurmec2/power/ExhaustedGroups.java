package dev.slurmec2.power;

import dev.slurmec2.capacity.CoolDown;
import dev.slurmec2.capacity.CoolDowns;
import dev.slurmec2.capacity.Offer;
import dev.slurmec2.capacity.ReservedOffers;
import dev.slurmec2.capacity.ReservedOffers.ReservedOffer;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.ClosedNodes;
import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.NodeRecords;
import dev.slurmec2.slurm.SlurmResult;
import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.state.ClosedGroups;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups none of whose pools is worth asking any more: their nodes that are off and free are shown
 * to Slurm as down at once, before the jobs are requeued that would take them next; and
 * change-state is told, which goes on with it. Only pools that did not give a single instance
 * count: a job of fewer nodes may still be had from the others.
 */
final class ExhaustedGroups {
  private static final Logger log = LoggerFactory.getLogger(ExhaustedGroups.class);

  private final PowerSite site;

  ExhaustedGroups(PowerSite site) {
    this.site = site;
  }

  /**
   * Looks at groups after their launches.
   *
   * @param groups without parameter references
   * @param failed why, by node that could not be had
   */
  void look(Collection<NodeGroup> groups, Map<String, Ec2Error> failed) {
    CoolDowns coolDowns = site.coolDowns().now();
    for (NodeGroup group : groups) {
      boolean lacks =
          failed.entrySet().stream()
              .anyMatch(
                  entry ->
                      entry.getValue().errorClass().isOfPools()
                          && group.indexOf(entry.getKey()).isPresent());
      Optional<ClosedGroups.Row> row = lacks ? row(group, coolDowns) : Optional.empty();
      row.ifPresentOrElse(
          closed -> {
            site.closedGroups().close(group.id(), closed);
            showDown(group, closed);
          },
          () -> site.closedGroups().open(group.id()));
    }
  }

  private Optional<ClosedGroups.Row> row(NodeGroup group, CoolDowns coolDowns) {
    List<Offer> offers = group.ways().stream().flatMap(way -> offers(group, way)).toList();
    List<CoolDown> closing = coolDowns.closing(offers, 1);
    return closing.stream().findFirst().map(first -> row(first, closing.size() - 1));
  }

  /** The reservations that take launches now, and the way's own where it uses these too. */
  private Stream<Offer> offers(NodeGroup group, NodeGroup way) {
    ReservedOffers reserved = new Reservations(site).of(group, way).offers();
    return Stream.concat(
        reserved.open().stream().map(ReservedOffer::offer),
        reserved.ordinaryToo()
            ? Offer.of(way, site.subnetZones().of(way, site.ec2().of(way))).stream()
            : Stream.of());
  }

  private static ClosedGroups.Row row(CoolDown first, int others) {
    String what =
        first.isOfQuota()
            ? "the account's quota is used up for "
                + first.pool()
                + switch (others) {
                  case 0 -> "";
                  case 1 -> ", and another pool has nothing either";
                  default -> ", and " + others + " others have nothing either";
                }
            : first.pool()
                + " had no capacity"
                + (others == 0
                    ? ""
                    : ", nor had " + (others == 1 ? "another pool" : others + " others"));
    return new ClosedGroups.Row(
        first.until(), first.code(), what + "; the node group launches nothing");
  }

  private void showDown(NodeGroup group, ClosedGroups.Row row) {
    List<String> names = IntStream.range(0, group.maxNodes()).mapToObj(group::nodeName).toList();
    if (!(site.slurm().nodes(names) instanceof SlurmResult.Ok<NodeRecords> shown)) {
      log.warn(
          "{}: Slurm does not show its nodes; change-state takes down what is free", group.id());
      return;
    }
    List<String> free =
        shown.value().byName().values().stream()
            .filter(ClosedNodes::isShownDown)
            .map(NodeRecord::name)
            .toList();
    if (free.isEmpty()) {
      return;
    }
    String reason = ClosedNodes.reason(row, ZoneId.systemDefault());
    log.error("{} is off and shown down: {}", Hostlist.fold(free), reason);
    site.slurm()
        .setState(free, StateRequest.DOWN, Optional.of(reason))
        .failed()
        .forEach((node, message) -> log.warn("{}: not shown down: {}", node, message));
  }
}
