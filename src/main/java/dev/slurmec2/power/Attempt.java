package dev.slurmec2.power;

import dev.slurmec2.capacity.CoolDown;
import dev.slurmec2.capacity.CoolDowns;
import dev.slurmec2.capacity.JobShare;
import dev.slurmec2.capacity.Offer;
import dev.slurmec2.capacity.ReservedOffers.ReservedOffer;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.power.FleetLauncher.Launched;
import dev.slurmec2.power.FleetLauncher.Order;
import dev.slurmec2.state.Until;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attempt to get one share's instances: way by way, and in a way first wherever EC2 likes, then
 * zone by zone, since EC2 chooses the one zone before it knows whether that has enough.
 */
final class Attempt {

  /** When neither an error nor a cool-down says why. */
  private static final Ec2Error NO_REASON =
      new Ec2Error(
          ErrorClass.CAPACITY,
          "UnfulfillableCapacity",
          "EC2 launched fewer instances than asked for and gave no reason");

  private static final Ec2Error NO_TIME =
      new Ec2Error(
          ErrorClass.SERVER,
          "LaunchDeadline",
          "the time for launches was over before this one's turn came");

  /** A cluster placement group is in the zone of its first instance (EC2 User Guide). */
  private static final String IN_ANOTHER_ZONE = "InvalidPlacementGroup.InUse";

  private final PowerSite site;
  private final FleetLauncher launcher;
  private final PlacementGroups placementGroups;
  private final JobShare share;
  private final Optional<String> placementGroup;
  private final Map<String, NodeInstance> got = new LinkedHashMap<>();
  private final List<NodeInstance> surplus = new ArrayList<>();
  private final List<Ec2Error> errors = new ArrayList<>();
  private List<String> open;

  Attempt(PowerSite site, FleetLauncher launcher, PlacementGroups placementGroups, JobShare share) {
    this.site = site;
    this.launcher = launcher;
    this.placementGroups = placementGroups;
    this.share = share;
    this.placementGroup = placementGroups.nameFor(share);
    this.open = share.nodes();
  }

  JobShare share() {
    return share;
  }

  /** Nodes that have no instance yet. */
  List<String> open() {
    return open;
  }

  /** Whether its instances belong into a placement group. */
  boolean isPlaced() {
    return placementGroup.isPresent();
  }

  /** What has come of it. */
  ShareResult result() {
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    if (!open.isEmpty()) {
      Ec2Error error = ErrorClasses.mostTelling(errors).orElse(NO_REASON);
      open.forEach(node -> failed.put(node, error));
    }
    return new ShareResult(got, surplus, failed);
  }

  /** Gives the open nodes these instances; those that are too many are surplus. */
  void take(List<NodeInstance> instances) {
    int taken = Math.min(open.size(), instances.size());
    for (int i = 0; i < taken; i++) {
      got.put(open.get(i), instances.get(i));
    }
    open = List.copyOf(open.subList(taken, open.size()));
    surplus.addAll(instances.subList(taken, instances.size()));
  }

  /** Tries one way, until all nodes have instances or the way has no more to give. */
  void tryWay(NodeGroup way, List<Offer> allOffers) throws InterruptedException {
    List<Offer> offers = inRequiredZone(allOffers);
    Optional<Ec2Error> unplaced = placementGroup.flatMap(name -> placementGroups.make(way, name));
    unplaced.ifPresent(this::failed);
    boolean more = !offers.isEmpty() && unplaced.isEmpty();
    while (more && !open.isEmpty()) {
      more = tryOnce(way, offers);
      offers = inRequiredZone(offers);
    }
  }

  /**
   * Tries a way's reservations in their order, each for as many as it has left. A share that needs
   * all its nodes takes nothing where no other way can give the rest.
   */
  void tryReservations(NodeGroup way, ReservedLaunches reserved) throws InterruptedException {
    reserved.offers().closed().forEach(this::failed);
    if (share.allOrNothing()
        && !reserved.offers().ordinaryToo()
        && reserved.leftOf(reserved.offers().open()) < open.size()) {
      reserved.offers().open().stream()
          .findFirst()
          .map(offer -> reserved.tooFew(offer.reservation(), open.size()))
          .ifPresent(this::failed);
      return;
    }
    for (ReservedOffer offer : reserved.offers().open()) {
      int count = Math.min(Math.min(open.size(), reserved.leftOf(offer)), Resume.FLEET_LIMIT);
      if (count > 0 && isRightZone(offer)) {
        tryReservation(way, reserved, offer, count);
      }
    }
  }

  /** A reservation's zone is always known, so that of the job's other instances decides. */
  private boolean isRightZone(ReservedOffer offer) {
    Set<String> zones = zonesOfOwn();
    return !share.singleZone() || zones.isEmpty() || zones.contains(offer.reservation().zone());
  }

  private void tryReservation(
      NodeGroup way, ReservedLaunches reserved, ReservedOffer offer, int count)
      throws InterruptedException {
    List<Offer> offers = List.of(offer.offer());
    CoolDowns coolDowns = site.coolDowns().now();
    int together = share.allOrNothing() ? count : 1;
    if (coolDowns.worthAsking(offers, together).isEmpty()) {
      coolDowns.endsFirst(offers, together).map(Attempt::cooling).ifPresent(this::failed);
      return;
    }
    if (!launcher.hasTime()) {
      failed(NO_TIME);
      return;
    }
    // A capacity block takes no placement group (EC2 User Guide, Capacity Blocks for ML).
    Optional<String> placed = placementGroup.filter(name -> !offer.reservation().block());
    Optional<Ec2Error> unplaced = placed.flatMap(name -> placementGroups.make(way, name));
    if (unplaced.isPresent()) {
      failed(unplaced.get());
      return;
    }
    Launched launched =
        launcher.launch(
            new Order(
                way,
                offers,
                open.subList(0, count),
                share.allOrNothing(),
                false,
                placed,
                Optional.of(offer.reservation())));
    launched.errors().forEach(this::failed);
    reserved.took(offer, launched.instances().size());
    take(launched.instances());
  }

  /** One round over the offers; whether another may give more. */
  private boolean tryOnce(NodeGroup way, List<Offer> offers) throws InterruptedException {
    List<String> nodes = open.subList(0, Math.min(open.size(), Resume.FLEET_LIMIT));
    int together = share.allOrNothing() ? nodes.size() : 1;
    if (share.allOrNothing() && open.size() > nodes.size()) {
      // The last request of several must not fail for a limit that is known at the first.
      Optional<Ec2Error> tooFewTokens = launcher.tooFewTokens(way, open.size());
      if (tooFewTokens.isPresent()) {
        failed(tooFewTokens.get());
        return false;
      }
    }
    Set<List<Offer>> asked = new LinkedHashSet<>();
    for (List<Offer> choice : choices(offers)) {
      CoolDowns coolDowns = site.coolDowns().now();
      List<Offer> worthAsking = coolDowns.worthAsking(choice, together);
      if (worthAsking.isEmpty()) {
        coolDowns.endsFirst(choice, together).map(Attempt::cooling).ifPresent(this::failed);
      } else if (!launcher.hasTime()) {
        failed(NO_TIME);
        return false;
      } else if (asked.add(worthAsking)) {
        Launched launched =
            launcher.launch(
                new Order(
                    way,
                    worthAsking,
                    nodes,
                    share.allOrNothing(),
                    share.singleZone() || isPlaced(),
                    placementGroup,
                    Optional.empty()));
        launched.errors().forEach(this::failed);
        take(launched.instances());
        if (!launched.instances().isEmpty()) {
          return launched.errors().stream()
              .noneMatch(error -> error.errorClass() == ErrorClass.THROTTLED);
        }
        if (!otherPoolsMayHave(launched.errors())) {
          return false;
        }
      }
    }
    return false;
  }

  private List<List<Offer>> choices(List<Offer> offers) {
    List<List<Offer>> choices = new ArrayList<>(List.of(offers));
    if ((share.singleZone() && open.size() > 1) || isPlaced()) {
      Map<String, List<Offer>> byZone = new LinkedHashMap<>();
      offers.forEach(
          offer ->
              byZone.computeIfAbsent(offer.pool().zone(), zone -> new ArrayList<>()).add(offer));
      choices.addAll(byZone.values());
    }
    return choices;
  }

  /** Where the job's other instances are, when all have to be in one zone. */
  private List<Offer> inRequiredZone(List<Offer> offers) {
    if (!share.singleZone()) {
      return offers;
    }
    Set<String> zones = zonesOfOwn();
    if (zones.isEmpty() || zonesOf(offers).size() == 1) {
      // With one subnet its zone need not be known.
      return offers;
    }
    return offers.stream().filter(offer -> zones.contains(offer.pool().zone())).toList();
  }

  private Set<String> zonesOfOwn() {
    Set<String> zones = new LinkedHashSet<>();
    share.zone().ifPresent(zones::add);
    got.values().forEach(instance -> instance.zone().ifPresent(zones::add));
    return zones;
  }

  private static Set<String> zonesOf(List<Offer> offers) {
    Set<String> zones = new LinkedHashSet<>();
    offers.forEach(offer -> zones.add(offer.pool().zone()));
    return zones;
  }

  private static boolean otherPoolsMayHave(List<Ec2Error> errors) {
    return errors.isEmpty()
        || errors.stream()
            .anyMatch(
                error -> error.errorClass().isOfPools() || error.code().equals(IN_ANOTHER_ZONE));
  }

  private void failed(Ec2Error error) {
    errors.add(error);
  }

  private static Ec2Error cooling(CoolDown coolDown) {
    return new Ec2Error(
        coolDown.isOfQuota() ? ErrorClass.QUOTA : ErrorClass.CAPACITY,
        coolDown.code(),
        (coolDown.isOfQuota()
                ? "the account's quota for "
                    + coolDown.pool()
                    + " was used up a while ago, and EC2 is not asked again "
                : coolDown.pool() + " had no capacity a while ago and is not asked again ")
            + Until.time(coolDown.until(), ZoneId.systemDefault()));
  }
}
