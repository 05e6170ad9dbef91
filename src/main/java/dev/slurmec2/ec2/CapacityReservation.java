package dev.slurmec2.ec2;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An on-demand capacity reservation or a capacity block as DescribeCapacityReservations shows it.
 *
 * @param id CapacityReservationId
 * @param instanceType the type that it holds
 * @param zone the availability zone that it is in; empty where EC2 does not say it
 * @param state EC2's word: {@code active}, {@code scheduled}, {@code expired} and others
 * @param block whether it is a capacity block
 * @param targeted whether only launches that name it use it
 * @param total TotalInstanceCount
 * @param available AvailableInstanceCount
 * @param start when it starts or started, where EC2 says it
 * @param end when it is over, if it ends by itself
 * @param tags all its tags
 */
public record CapacityReservation(
    String id,
    String instanceType,
    String zone,
    String state,
    boolean block,
    boolean targeted,
    int total,
    int available,
    Optional<Instant> start,
    Optional<Instant> end,
    Map<String, String> tags) {
  public CapacityReservation {
    tags = Map.copyOf(tags);
  }

  /** Whether EC2 takes launches into it, as long as it is not full. */
  public boolean isActive() {
    return state.equals("active");
  }
}
