package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;

/** EC2 by the AWS SDK. */
final class SdkEc2 implements Ec2 {

  /** EC2's limit of filter values and more than any list of subnets in a configuration. */
  static final int SUBNETS_PER_CALL = 200;

  private final Ec2Client client;
  private final Calls calls;
  private final Parallel parallel;
  private final FleetCalls fleets;
  private final RunCalls runs;
  private final DescribeCalls instances;
  private final TerminateCalls terminations;
  private final TagCalls tags;
  private final StatusCalls status;
  private final SpotCalls spot;
  private final PlacementCalls placement;
  private final ReservationCalls reservations;
  private final ServerClock serverClock;

  /**
   * EC2 in one region.
   *
   * @param client for calls that answer within seconds
   * @param fleetClient for CreateFleet and RunInstances, which may take longer
   * @param serverClock listens to the answers of {@code client}
   */
  SdkEc2(
      Ec2Client client,
      Ec2Client fleetClient,
      Calls calls,
      Parallel parallel,
      ServerClock serverClock) {
    this.serverClock = serverClock;
    this.client = client;
    this.calls = calls;
    this.parallel = parallel;
    this.fleets = new FleetCalls(fleetClient, calls);
    this.runs = new RunCalls(fleetClient, calls);
    this.instances = new DescribeCalls(client, calls, parallel);
    this.terminations = new TerminateCalls(client, calls, parallel);
    this.tags = new TagCalls(client, calls, parallel);
    this.status = new StatusCalls(client, calls, parallel);
    this.spot = new SpotCalls(client, calls);
    this.placement = new PlacementCalls(client, calls);
    this.reservations = new ReservationCalls(client, calls);
  }

  @Override
  public FleetOutcome createFleet(FleetRequest request) {
    return fleets.create(request);
  }

  @Override
  public FleetOutcome runInstances(ReservedLaunch request) {
    return runs.run(request);
  }

  @Override
  public Ec2Result<List<Instance>> describe(InstanceQuery query) {
    return instances.describe(query);
  }

  @Override
  public TerminateOutcome terminate(Collection<String> instanceIds) {
    return terminations.terminate(instanceIds);
  }

  @Override
  public TagOutcome tag(Collection<String> instanceIds, Map<String, String> newTags) {
    return tags.tag(instanceIds, newTags);
  }

  @Override
  public Ec2Result<String> consoleOutput(String instanceId) {
    return status.consoleOutput(instanceId);
  }

  @Override
  public Ec2Result<List<InstanceStatus>> impairedOrScheduled() {
    return status.impairedOrScheduled();
  }

  @Override
  public Ec2Result<Map<String, String>> spotInterruptions() {
    return spot.interruptions();
  }

  @Override
  public Ec2Result<List<PlacementGroup>> placementGroups(String cluster) {
    return placement.withTag(Tags.CLUSTER, cluster);
  }

  @Override
  public Ec2Result<PlacementGroup> createPlacementGroup(String name, Map<String, String> newTags) {
    return placement.create(name, newTags);
  }

  @Override
  public Ec2Result<Boolean> deletePlacementGroup(String name) {
    return placement.delete(name);
  }

  @Override
  public Ec2Result<List<CapacityReservation>> capacityReservations(Collection<String> ids) {
    return reservations.describe(ids);
  }

  @Override
  public LaunchTokens launchTokens() {
    return calls.pace().launches();
  }

  @Override
  public int spareTagCalls() {
    return calls.pace().spare(TagCalls.ACTION);
  }

  @Override
  public Optional<Duration> clockOffset() {
    return serverClock.offset();
  }

  @Override
  public Ec2Result<Map<String, String>> zonesOf(Collection<String> subnetIds) {
    Map<String, String> zones = new LinkedHashMap<>();
    for (Ec2Result<DescribeSubnetsResponse> part :
        parallel.map(Batches.of(subnetIds, SUBNETS_PER_CALL), this::subnets)) {
      if (!(part instanceof Ec2Result.Ok<DescribeSubnetsResponse> ok)) {
        return part.map(none -> zones);
      }
      ok.value()
          .subnets()
          .forEach(
              subnet ->
                  zones.put(
                      subnet.subnetId(),
                      Objects.requireNonNullElse(subnet.availabilityZone(), "")));
    }
    return new Ec2Result.Ok<>(zones);
  }

  private Ec2Result<DescribeSubnetsResponse> subnets(List<String> ids) {
    return calls.ask(
        "DescribeSubnets",
        ids.size(),
        Patience.LOOK,
        () -> client.describeSubnets(request -> request.subnetIds(ids)));
  }
}
