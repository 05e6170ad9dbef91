package dev.slurmec2.power;

import dev.slurmec2.capacity.CoolDowns;
import dev.slurmec2.capacity.JobShare;
import dev.slurmec2.capacity.Offer;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.power.FleetLauncher.Launched;
import dev.slurmec2.power.FleetLauncher.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the instances of one node group's shares: in each way first those of several jobs in one
 * request, which is one call when there is enough for all, then each job's alone.
 */
final class GroupLaunch {
  private static final Logger log = LoggerFactory.getLogger(GroupLaunch.class);

  private final PowerSite site;
  private final FleetLauncher launcher;
  private final PlacementGroups placementGroups;
  private final NodeGroup group;
  private final Reservations reservations;
  private final Map<NodeGroup, List<Offer>> offers = new LinkedHashMap<>();

  /**
   * @param group without parameter references
   */
  GroupLaunch(PowerSite site, FleetLauncher launcher, NodeGroup group) {
    this.site = site;
    this.launcher = launcher;
    this.placementGroups = new PlacementGroups(site);
    this.group = group;
    this.reservations = new Reservations(site);
  }

  /**
   * Launches.
   *
   * @param shares of this group, in the order in which they are to be served
   * @return one result a share, in their order
   */
  List<ShareResult> launch(List<JobShare> shares) throws InterruptedException {
    List<Attempt> attempts =
        shares.stream().map(share -> new Attempt(site, launcher, placementGroups, share)).toList();
    List<NodeGroup> ways = group.ways();
    for (int i = 0; i < ways.size(); i++) {
      NodeGroup way = ways.get(i);
      List<Attempt> open = attempts.stream().filter(a -> !a.open().isEmpty()).toList();
      if (open.isEmpty()) {
        break;
      }
      if (i > 0) {
        log.info("{}: trying its fallback {}", group.id(), describe(way));
      }
      ReservedLaunches reserved = reservations.of(group, way);
      for (Attempt attempt : open) {
        attempt.tryReservations(way, reserved);
      }
      open = open.stream().filter(attempt -> !attempt.open().isEmpty()).toList();
      if (!reserved.offers().ordinaryToo()) {
        continue;
      }
      for (List<Attempt> batch : batches(open)) {
        tryTogether(way, batch);
      }
      for (Attempt attempt : open) {
        attempt.tryWay(way, offersOf(way));
      }
    }
    return attempts.stream().map(Attempt::result).toList();
  }

  private List<Offer> offersOf(NodeGroup way) {
    return offers.computeIfAbsent(
        way, key -> Offer.of(key, site.subnetZones().of(key, site.ec2().of(key))));
  }

  /** Jobs that fit into one request, each whole; a job alone needs none. */
  private static List<List<Attempt>> batches(List<Attempt> attempts) {
    List<List<Attempt>> batches = new ArrayList<>();
    List<Attempt> batch = new ArrayList<>();
    int nodes = 0;
    for (Attempt attempt : attempts) {
      int own = attempt.open().size();
      if (!attempt.share().allOrNothing()
          || attempt.isPlaced()
          || attempt.share().zone().isPresent()
          || own < attempt.share().nodes().size()) {
        continue;
      }
      if (nodes + own > Resume.FLEET_LIMIT) {
        batches.add(batch);
        batch = new ArrayList<>();
        nodes = 0;
      }
      batch.add(attempt);
      nodes += own;
    }
    batches.add(batch);
    return batches.stream().filter(candidate -> candidate.size() > 1).toList();
  }

  private void tryTogether(NodeGroup way, List<Attempt> batch) throws InterruptedException {
    List<String> nodes = batch.stream().flatMap(attempt -> attempt.open().stream()).toList();
    CoolDowns coolDowns = site.coolDowns().now();
    List<Offer> worthAsking = coolDowns.worthAsking(offersOf(way), nodes.size());
    if (worthAsking.isEmpty() || !launcher.hasTime()) {
      return;
    }
    boolean singleZone = group.policy().placement().singleZone();
    Launched launched =
        launcher.launch(
            new Order(
                way, worthAsking, nodes, true, singleZone, Optional.empty(), Optional.empty()));
    List<NodeInstance> left = launched.instances();
    for (Attempt attempt : batch) {
      int own = Math.min(attempt.open().size(), left.size());
      attempt.take(left.subList(0, own));
      left = left.subList(own, left.size());
    }
    if (!left.isEmpty()) {
      batch.get(batch.size() - 1).take(left);
    }
  }

  private static String describe(NodeGroup way) {
    return way.purchasingOption().word() + " in " + way.region() + ", " + way.subnetIds();
  }
}
