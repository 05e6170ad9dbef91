package dev.slurmec2.power;

import dev.slurmec2.capacity.ReservedOffers;
import dev.slurmec2.capacity.ReservedOffers.ReservedOffer;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A way's reservations and what this run has left of them. */
final class ReservedLaunches {
  private final ReservedOffers offers;
  private final Map<String, Integer> taken = new HashMap<>();

  ReservedLaunches(ReservedOffers offers) {
    this.offers = offers;
  }

  ReservedOffers offers() {
    return offers;
  }

  /** How many instances it still takes, as far as is known. */
  int leftOf(ReservedOffer offer) {
    CapacityReservation reservation = offer.reservation();
    return reservation.available() - taken.getOrDefault(reservation.id(), 0);
  }

  int leftOf(Collection<ReservedOffer> several) {
    return several.stream().mapToInt(this::leftOf).sum();
  }

  /** Remembers that so many were launched into it. */
  void took(ReservedOffer offer, int count) {
    taken.merge(offer.reservation().id(), count, Integer::sum);
  }

  Ec2Error tooFew(CapacityReservation reservation, int wanted) {
    return new Ec2Error(
        ErrorClass.CAPACITY,
        "ReservationCapacityExceeded",
        "the capacity reservations and blocks, "
            + reservation.id()
            + " first, have "
            + leftOf(offers.open())
            + " instances left, and the job needs "
            + wanted);
  }
}
