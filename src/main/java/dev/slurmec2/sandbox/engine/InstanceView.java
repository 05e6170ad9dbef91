package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An instance at one moment.
 *
 * @param reservationId the launch it was part of
 * @param launchIndex its number in the launch, from 0
 * @param privateIp the address, which stays the instance's until it is terminated
 * @param addressShown whether describe calls show the address at that moment
 * @param capacityReservationId the reservation whose capacity it uses, if one
 * @param placementGroup the group it is in, if one
 * @param stateReason why it changed state, if it did
 * @param transition the older sentence for the same, empty while there is none
 * @param interruption when EC2 interrupts this spot instance or has begun to, once that is
 *     announced
 * @param rebalance when EC2 recommended to leave this spot instance, if it did
 * @param impairedInstance since when the instance check fails
 * @param impairedSystem since when the system check fails
 */
public record InstanceView(
    String region,
    String id,
    String reservationId,
    int launchIndex,
    String clientToken,
    InstanceState state,
    Pool pool,
    String subnetId,
    String privateIp,
    boolean addressShown,
    String imageId,
    String volumeId,
    Optional<String> capacityReservationId,
    Optional<String> placementGroup,
    Instant launchTime,
    Map<String, String> tags,
    Optional<StateReason> stateReason,
    String transition,
    Optional<Instant> interruption,
    Optional<Instant> rebalance,
    Optional<Instant> impairedInstance,
    Optional<Instant> impairedSystem,
    List<StatusEvent> events) {

  /** EC2's code and sentence about a change of state. */
  public record StateReason(String code, String message) {}

  public InstanceView {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    events = List.copyOf(events);
  }

  /** The spot request that it fulfils, as {@code sir-9abcdef0}; empty if it is no spot instance. */
  public Optional<String> spotRequestId() {
    return pool.market() == Market.SPOT
        ? Optional.of("sir-" + id.substring(id.length() - 8))
        : Optional.empty();
  }

  /** The internal DNS name, as {@code ip-10-0-0-5.eu-west-1.compute.internal}. */
  public String privateDnsName() {
    String domain = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
    return "ip-" + privateIp.replace('.', '-') + "." + domain;
  }
}
