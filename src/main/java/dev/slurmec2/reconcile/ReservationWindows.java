package dev.slurmec2.reconcile;

import dev.slurmec2.capacity.ReservedOffers;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.slurm.SuiteReason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Node groups that have nothing but capacity blocks, and none of them open now: before a block's
 * start their nodes are shown down until then, after its end until another one is named. Decided
 * anew by each sweep, so that nothing has to be remembered. Pure.
 */
final class ReservationWindows {

  /** Beyond the next sweep, which looks again. */
  private static final Duration OVER = Duration.ofDays(1);

  private ReservationWindows() {}

  /** The ids to ask for, by place; not those that are still references to parameters. */
  static Map<RegionProfile, Set<String>> ids(List<NodeGroup> groups) {
    Map<RegionProfile, Set<String>> ids = new LinkedHashMap<>();
    for (NodeGroup group : groups) {
      for (NodeGroup way : group.ways()) {
        for (String id : ReservedOffers.idsOf(group, way)) {
          if (id.startsWith("cr-")) {
            ids.computeIfAbsent(RegionProfile.of(way), where -> new LinkedHashSet<>()).add(id);
          }
        }
      }
    }
    return ids;
  }

  /**
   * The groups that are closed, by id.
   *
   * @param shown by place; places that did not answer are missing
   */
  static Map<String, ClosedGroup> closed(
      List<NodeGroup> groups,
      Map<RegionProfile, List<CapacityReservation>> shown,
      Instant now,
      ZoneId zone) {
    Map<String, ClosedGroup> closed = new LinkedHashMap<>();
    groups.forEach(
        group -> closed(group, shown, now, zone).ifPresent(one -> closed.put(group.id(), one)));
    return closed;
  }

  /**
   * The ids of groups one of whose reservations and blocks takes launches now: their nodes need not
   * wait for the date of another one.
   *
   * @param shown by place; places that did not answer are missing
   */
  static Set<String> open(
      List<NodeGroup> groups, Map<RegionProfile, List<CapacityReservation>> shown) {
    Set<String> open = new LinkedHashSet<>();
    for (NodeGroup group : groups) {
      for (NodeGroup way : group.ways()) {
        List<String> ids = ReservedOffers.idsOf(group, way);
        if (shown.getOrDefault(RegionProfile.of(way), List.of()).stream()
            .anyMatch(each -> ids.contains(each.id()) && each.isActive())) {
          open.add(group.id());
        }
      }
    }
    return open;
  }

  private static Optional<ClosedGroup> closed(
      NodeGroup group,
      Map<RegionProfile, List<CapacityReservation>> shown,
      Instant now,
      ZoneId zone) {
    List<ReservedOffers> ways = new ArrayList<>();
    for (NodeGroup way : group.ways()) {
      List<String> ids = ReservedOffers.idsOf(group, way);
      List<CapacityReservation> known = shown.get(RegionProfile.of(way));
      if (ids.isEmpty() || known == null || !allInactive(ids, known)) {
        return Optional.empty();
      }
      ways.add(ReservedOffers.of(way, ids, known, Map.of(), zone));
    }
    if (ways.stream().anyMatch(ReservedOffers::ordinaryToo)) {
      return Optional.empty();
    }
    Optional<Instant> opens =
        ways.stream().flatMap(way -> way.opens().stream()).min(Instant::compareTo);
    // What opens says more than what is over, and first what opens first.
    return ways.stream()
        .filter(way -> way.opens().equals(opens))
        .flatMap(way -> way.closed().stream())
        .filter(error -> opens.isEmpty() || error.message().contains(" until "))
        .findFirst()
        .map(error -> new ClosedGroup(reason(error), opens.orElse(now.plus(OVER))));
  }

  private static boolean allInactive(List<String> ids, List<CapacityReservation> known) {
    return ids.stream()
        .allMatch(id -> known.stream().anyMatch(each -> each.id().equals(id) && !each.isActive()));
  }

  private static String reason(Ec2Error error) {
    return SuiteReason.of(Rule.CLOSED.toString(), error.message() + " (Code:" + error.code() + ")");
  }
}
