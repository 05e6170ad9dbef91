package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * EC2 in one region with one profile's credentials. Methods block; throttling and passing faults
 * are retried inside within a named limit, and what is left comes back as a value. Safe for use by
 * several threads.
 */
public interface Ec2 {

  /** Launches a fleet of type instant: one attempt of EC2's, one token for all our asking. */
  FleetOutcome createFleet(FleetRequest request);

  /**
   * Launches into a capacity reservation or capacity block, as {@link #createFleet} elsewhere. An
   * answer may hold fewer instances than asked for and no error.
   */
  FleetOutcome runInstances(ReservedLaunch request);

  /** Describes instances, all pages, in as few calls as EC2's limits allow. */
  Ec2Result<List<Instance>> describe(InstanceQuery query);

  /**
   * Ends instances in batches. A batch that EC2 refuses for some of its ids is taken apart, so that
   * the others end. An id that EC2 does not know is asked again for half a minute, because a new
   * instance is shown late, and is then among the failed as {@link ErrorClass#NOT_YET_VISIBLE}: it
   * may still appear.
   */
  TerminateOutcome terminate(Collection<String> instanceIds);

  /**
   * Sets tags, in batches of the largest size that EC2 takes. An id that EC2 does not know is asked
   * again for a minute, while the others get their tags; then it is among the failed.
   */
  TagOutcome tag(Collection<String> instanceIds, Map<String, String> tags);

  /** The latest console output of an instance; an empty text while there is none. */
  Ec2Result<String> consoleOutput(String instanceId);

  /** Status of those running instances that are impaired or have events. */
  Ec2Result<List<InstanceStatus>> impairedOrScheduled();

  /**
   * Spot instances that EC2 has announced to take back, some two minutes before it does.
   *
   * @return status code of the spot request, as {@code marked-for-termination}, by instance id; of
   *     all of the account's
   */
  Ec2Result<Map<String, String>> spotInterruptions();

  /**
   * Zones of subnets.
   *
   * @return availability zone by subnet id; subnets that do not exist are an error
   */
  Ec2Result<Map<String, String>> zonesOf(Collection<String> subnetIds);

  /**
   * The placement groups that carry this cluster's tag.
   *
   * @param cluster the value of {@link Tags#CLUSTER}
   */
  Ec2Result<List<PlacementGroup>> placementGroups(String cluster);

  /**
   * Makes a placement group of the strategy cluster, and waits the seconds until instances can be
   * launched into it. One of that name and strategy that is there already is as good.
   *
   * @param tags from its first moment; a group that was there keeps its own
   */
  Ec2Result<PlacementGroup> createPlacementGroup(String name, Map<String, String> tags);

  /**
   * Deletes a placement group.
   *
   * @return true when it is gone, also when it was before; false while it has instances
   */
  Ec2Result<Boolean> deletePlacementGroup(String name);

  /**
   * Capacity reservations and capacity blocks.
   *
   * @param ids their ids; those that EC2 does not know are left out
   */
  Ec2Result<List<CapacityReservation>> capacityReservations(Collection<String> ids);

  /**
   * How many instances EC2 lets this account launch here, by what is known of its token buckets: a
   * request for more is refused or answered with fewer.
   */
  default LaunchTokens launchTokens() {
    return LaunchTokens.UNLIMITED;
  }

  /**
   * How many single calls of {@link #tag} can be made now for what nobody waits for: half of the
   * bucket stays for those who do.
   */
  default int spareTagCalls() {
    return 0;
  }

  /**
   * How far EC2's clock is ahead of the local one, from the Date header of an answer (RFC 9110,
   * section 6.6.1); negative when it is behind.
   *
   * @return empty while no answer has said it
   */
  default Optional<Duration> clockOffset() {
    return Optional.empty();
  }
}
