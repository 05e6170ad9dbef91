package dev.slurmec2.capacity;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.ec2.FleetRequest.Choice;
import dev.slurmec2.json.Json;
import dev.slurmec2.state.Until;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one way of a node group has by its capacity reservations and capacity blocks. Pure.
 *
 * @param open those that take launches, in the order of the configuration
 * @param closed why the others do not: those that are active and full or of no use first, then
 *     those to come by their start, then those that are over
 * @param ordinaryToo whether the way's own request comes after them. Not for a way that names a
 *     capacity block: who has paid for a block does not want the same machines by the hour, unless
 *     a Fallback says so. Nor where an id is not known, which may be a block's
 * @param opens when the first of those opens that are closed, as far as that is known
 */
public record ReservedOffers(
    List<ReservedOffer> open, List<Ec2Error> closed, boolean ordinaryToo, Optional<Instant> opens) {

  /** For ways that name no reservation. */
  public static final ReservedOffers NONE =
      new ReservedOffers(List.of(), List.of(), true, Optional.empty());

  /** EC2's code of launches before a block's start (error codes of the EC2 API). */
  private static final String NOT_YET = "InvalidCapacityReservationState.PendingActivation";

  private static final String NOT_ACTIVE = "InvalidCapacityReservationState";

  public ReservedOffers {
    open = List.copyOf(open);
    closed = List.copyOf(closed);
  }

  /**
   * A reservation that takes launches.
   *
   * @param offer its type in its zone, as one of the way's choices; its pool is its own, so that it
   *     cools down by itself
   */
  public record ReservedOffer(Offer offer, CapacityReservation reservation) {}

  /**
   * The ids that a way names and no earlier way of its group does: a second choice takes over those
   * of its group, which have been tried then.
   */
  public static List<String> idsOf(NodeGroup group, NodeGroup way) {
    List<String> ids = new ArrayList<>(way.policy().capacityReservationIds());
    for (NodeGroup earlier : group.ways()) {
      if (earlier.equals(way)) {
        break;
      }
      ids.removeAll(earlier.policy().capacityReservationIds());
    }
    return ids;
  }

  /**
   * Where EC2 did not describe them: nothing is launched in their stead.
   *
   * @param ids those of the way; not empty
   */
  public static ReservedOffers unknown(List<String> ids, Ec2Error error) {
    Ec2Error why =
        new Ec2Error(
            error.errorClass(),
            error.code(),
            "EC2 does not say what "
                + String.join(", ", ids)
                + (ids.size() == 1 ? " is" : " are")
                + " (DescribeCapacityReservations): "
                + error.message());
    return new ReservedOffers(List.of(), List.of(why), false, Optional.empty());
  }

  /**
   * Sorts them.
   *
   * @param ids in the order of the configuration
   * @param shown what EC2 shows of them
   * @param zoneBySubnet zones of those of the way's subnets that are known
   * @param zone slurmctld's, for the times in sentences
   */
  public static ReservedOffers of(
      NodeGroup way,
      List<String> ids,
      List<CapacityReservation> shown,
      Map<String, String> zoneBySubnet,
      ZoneId zone) {
    if (ids.isEmpty()) {
      return NONE;
    }
    List<ReservedOffer> open = new ArrayList<>();
    List<Ec2Error> unknown = new ArrayList<>();
    List<Closed> closed = new ArrayList<>();
    boolean ordinaryToo = true;
    for (String id : ids) {
      Optional<CapacityReservation> found =
          shown.stream().filter(each -> each.id().equals(id)).findFirst();
      ordinaryToo &= found.filter(each -> !each.block()).isPresent();
      if (found.isEmpty()) {
        unknown.add(
            ErrorClasses.of(
                "InvalidCapacityReservationId.NotFound",
                "EC2 shows no capacity reservation " + id + " in " + way.region() + "."));
      } else {
        CapacityReservation reservation = found.get();
        Optional<Choice> choice = choice(way, reservation, zoneBySubnet);
        Optional<Ec2Error> why = whyClosed(reservation, choice.isPresent(), zone);
        why.ifPresent(error -> closed.add(new Closed(reservation, error)));
        if (why.isEmpty()) {
          open.add(new ReservedOffer(new Offer(choice.get(), pool(way, reservation)), reservation));
        }
      }
    }
    Optional<Instant> opens =
        shown.stream()
            .filter(each -> ids.contains(each.id()) && !each.isActive() && isToCome(each))
            .flatMap(each -> each.start().stream())
            .min(Comparator.naturalOrder());
    List<Ec2Error> whyClosed = new ArrayList<>(unknown);
    closed.stream().sorted(Closed.SOONEST_FIRST).map(Closed::why).forEach(whyClosed::add);
    return new ReservedOffers(open, whyClosed, ordinaryToo, opens);
  }

  /** A reservation that takes no launches. */
  private record Closed(CapacityReservation reservation, Ec2Error why) {
    static final Comparator<Closed> SOONEST_FIRST =
        Comparator.comparing((Closed each) -> !each.reservation().isActive())
            .thenComparing(each -> !isToCome(each.reservation()))
            .thenComparing(each -> each.reservation().start().orElse(Instant.MAX));
  }

  /** States before the first launch (EC2 API, CapacityReservation). */
  private static boolean isToCome(CapacityReservation reservation) {
    return List.of("scheduled", "pending", "payment-pending", "assessing", "delayed")
        .contains(reservation.state());
  }

  private static Optional<Ec2Error> whyClosed(
      CapacityReservation reservation, boolean fits, ZoneId zone) {
    String what =
        (reservation.block() ? "Capacity block " : "Capacity reservation ") + reservation.id();
    if (!reservation.isActive()) {
      return Optional.of(
          isToCome(reservation)
              ? new Ec2Error(
                  ErrorClass.CAPACITY,
                  NOT_YET,
                  what
                      + " is not open "
                      + reservation.start().map(at -> Until.date(at, zone)).orElse("yet"))
              : new Ec2Error(
                  ErrorClass.CAPACITY,
                  NOT_ACTIVE,
                  what
                      + " is over ("
                      + reservation.state()
                      + reservation
                          .end()
                          .map(at -> " since " + Until.date(at, zone).substring("until ".length()))
                          .orElse("")
                      + "): name another in CapacityReservationIds"));
    }
    if (!fits) {
      return Optional.of(
          new Ec2Error(
              ErrorClass.CONFIGURATION,
              ErrorClasses.INVALID_REQUEST,
              what
                  + " holds "
                  + reservation.instanceType()
                  + " in "
                  + reservation.zone()
                  + ": name that type in LaunchTemplateOverrides and a subnet of that zone in"
                  + " SubnetIds"));
    }
    return reservation.available() > 0
        ? Optional.empty()
        : Optional.of(
            new Ec2Error(
                ErrorClass.CAPACITY,
                "ReservationCapacityExceeded",
                what + " has none of its " + reservation.total() + " instances left"));
  }

  private static Pool pool(NodeGroup way, CapacityReservation reservation) {
    return new Pool(
        way.region(),
        way.profile(),
        reservation.zone(),
        reservation.id(),
        PurchasingOption.ON_DEMAND);
  }

  /** The first override of its type, or that leaves the type open, in a subnet of its zone. */
  private static Optional<Choice> choice(
      NodeGroup way, CapacityReservation reservation, Map<String, String> zoneBySubnet) {
    Optional<String> subnet =
        way.subnetIds().stream()
            .filter(
                id ->
                    Optional.ofNullable(zoneBySubnet.get(id))
                        .map(reservation.zone()::equals)
                        .orElse(true))
            // Those whose zone is not known only if there is no other.
            .min(Comparator.comparing(id -> !zoneBySubnet.containsKey(id)));
    return subnet.flatMap(
        id ->
            IntStream.range(0, way.overrides().size())
                .filter(index -> isOfType(way.overrides().get(index), reservation.instanceType()))
                .mapToObj(index -> new Choice(index, id))
                .findFirst());
  }

  private static boolean isOfType(Json.ObjectNode override, String type) {
    return override
        .get("InstanceType")
        .map(named -> named instanceof Json.Text text && text.value().equals(type))
        .orElse(true);
  }
}
