package dev.slurmec2.config;

import java.util.List;

/**
 * How a node group's instances are asked for, beside what CreateFleet is told.
 *
 * @param strategy ScalingStrategy
 * @param placement Placement
 * @param budget MaxInstances and MaxHourlyCost of the group
 * @param capacityReservationIds CapacityReservationIds: on-demand capacity reservations and
 *     capacity blocks, used first, in this order
 */
public record LaunchPolicy(
    ScalingStrategy strategy,
    Placement placement,
    Budget budget,
    List<String> capacityReservationIds) {

  /** What holds for a group whose file says nothing. */
  public static final LaunchPolicy DEFAULT =
      new LaunchPolicy(ScalingStrategy.BY_JOB, Placement.DEFAULT, Budget.NONE, List.of());

  public LaunchPolicy {
    capacityReservationIds = List.copyOf(capacityReservationIds);
  }

  /** The same with other capacity reservations. */
  public LaunchPolicy withReservations(List<String> ids) {
    return new LaunchPolicy(strategy, placement, budget, ids);
  }
}
