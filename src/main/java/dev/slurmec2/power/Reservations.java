package dev.slurmec2.power;

import dev.slurmec2.capacity.ReservedOffers;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Result;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The capacity reservations of a group's ways, each asked for once and only where there are any.
 */
final class Reservations {
  private final PowerSite site;
  private final Map<NodeGroup, ReservedLaunches> byWay = new LinkedHashMap<>();

  Reservations(PowerSite site) {
    this.site = site;
  }

  /**
   * Those of a way.
   *
   * @param group without parameter references
   * @param way one of its ways
   */
  ReservedLaunches of(NodeGroup group, NodeGroup way) {
    return byWay.computeIfAbsent(way, key -> new ReservedLaunches(ask(group, key)));
  }

  private ReservedOffers ask(NodeGroup group, NodeGroup way) {
    List<String> ids = ReservedOffers.idsOf(group, way);
    if (ids.isEmpty()) {
      return ReservedOffers.NONE;
    }
    Ec2 ec2 = site.ec2().of(way);
    Ec2Result<List<CapacityReservation>> shown = ec2.capacityReservations(ids);
    return shown instanceof Ec2Result.Ok<List<CapacityReservation>> ok
        ? ReservedOffers.of(
            way, ids, ok.value(), site.subnetZones().of(way, ec2), ZoneId.systemDefault())
        : ReservedOffers.unknown(
            ids, ((Ec2Result.Failed<List<CapacityReservation>>) shown).error());
  }
}
