package dev.slurmec2.sandbox.engine;

import java.util.Optional;

/**
 * One pool that a fleet may draw from.
 *
 * @param imageId the AMI that an instance of it boots
 */
record Candidate(
    FleetSpec.LaunchOverride override,
    Template template,
    Pool pool,
    Subnet subnet,
    String imageId) {

  double weight() {
    return override.weight();
  }

  /** The reservation or block that the launch template names. */
  Optional<String> targetReservation() {
    return pool.market() == Market.SPOT ? Optional.empty() : template.data().reservationId();
  }

  /** Whether open reservations of its type and zone are used before the pool. */
  boolean usesOpenReservations() {
    return pool.market() == Market.ON_DEMAND
        && targetReservation().isEmpty()
        && !preference().equals("none");
  }

  /** Whether it is never launched outside of reservations. */
  boolean usesOnlyReservations() {
    return usesOpenReservations() && preference().equals("capacity-reservations-only");
  }

  private String preference() {
    return template.data().reservationPreference().orElse("open");
  }

  Optional<String> placementGroup() {
    return override.placementGroup().or(() -> template.data().placementGroup());
  }
}
