package dev.slurmec2.sandbox.engine;

import java.util.Optional;

/**
 * What a launch template says, as far as the sandbox heeds it.
 *
 * @param instanceType for overrides that name none
 * @param imageId as the request gave it
 * @param placementGroup Placement.GroupName
 * @param market InstanceMarketOptions.MarketType: {@code spot} or {@code capacity-block}
 * @param reservationPreference CapacityReservationPreference: {@code open}, {@code none} or {@code
 *     capacity-reservations-only}
 * @param reservationId CapacityReservationTarget.CapacityReservationId
 */
public record TemplateData(
    Optional<String> instanceType,
    Optional<String> imageId,
    Optional<String> placementGroup,
    Optional<String> market,
    Optional<String> reservationPreference,
    Optional<String> reservationId) {

  /** A template that says nothing. */
  public static final TemplateData EMPTY =
      new TemplateData(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
