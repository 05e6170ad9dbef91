package dev.slurmec2.testing;

import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.InstanceStatus;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.ReservedLaunch;
import dev.slurmec2.ec2.TagOutcome;
import dev.slurmec2.ec2.TerminateOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** One account's EC2 in one region: instances that are what the test says they are. */
public final class FakeEc2 implements Ec2 {
  private final Clock clock;
  private final String name;
  private final Map<String, Instance> instances = new ConcurrentHashMap<>();
  private int launched;

  /** Ids in the order in which their end was asked. */
  public final List<String> terminated = new CopyOnWriteArrayList<>();

  /** Describes as they were asked. */
  public final List<InstanceQuery> queries = new CopyOnWriteArrayList<>();

  /** Ids that no describe shows. */
  public final Set<String> hidden = new LinkedHashSet<>();

  /** If present, describes fail. */
  public Optional<Ec2Error> describeError = Optional.empty();

  /** If present, terminations fail. */
  public Optional<Ec2Error> terminateError = Optional.empty();

  /** Ids in the order in which they were tagged. */
  public final List<String> tagged = new CopyOnWriteArrayList<>();

  /** If present, tagging fails. */
  public Optional<Ec2Error> tagError = Optional.empty();

  /** How many calls nobody else needs. */
  public int spareTagCalls;

  /** What the status checks say. */
  public final List<InstanceStatus> statuses = new CopyOnWriteArrayList<>();

  /** If present, the status checks cannot be asked. */
  public Optional<Ec2Error> statusError = Optional.empty();

  /** Spot instances that are about to be taken back, with the status code of their request. */
  public final Map<String, String> interruptions = new ConcurrentHashMap<>();

  /** If present, spot requests cannot be asked. */
  public Optional<Ec2Error> spotError = Optional.empty();

  /** How often spot requests were asked for. */
  public int spotAsked;

  /** Whether what is launched is a spot instance. */
  public boolean launchesSpot;

  /** Every console's text. */
  public String console = "";

  /** Ids whose console was asked for. */
  public final List<String> consolesAsked = new CopyOnWriteArrayList<>();

  /** How far EC2's clock is ahead; what the answers say of it. */
  public Duration skew = Duration.ZERO;

  /** Whether answers say EC2's time. */
  public boolean saysTime = true;

  /** Placement groups and capacity reservations. */
  public final FakeStock stock = new FakeStock();

  /**
   * @param name starts its instances' ids, which are unique over all regions
   */
  public FakeEc2(Clock clock, String name) {
    this.clock = clock;
    this.name = name;
  }

  /** Always this region. */
  public Ec2Regions everywhere() {
    return (region, profile) -> this;
  }

  /** Launches a running instance of that age. */
  public Instance launch(Duration age, Map<String, String> tags) {
    launched++;
    Instance instance =
        new Instance(
            "i-" + name + launched,
            Instance.State.RUNNING,
            Optional.of("10.0.0." + launched),
            Optional.empty(),
            "c5.large",
            "eu-west-1a",
            clock.instant().plus(skew).minus(age),
            launchesSpot,
            tags,
            Optional.empty());
    instances.put(instance.id(), instance);
    return instance;
  }

  /** Sets an instance's state and why it has it. */
  public void state(String id, Instance.State state, String reason) {
    instances.computeIfPresent(
        id,
        (key, old) ->
            new Instance(
                old.id(),
                state,
                old.privateIp(),
                old.ipv6(),
                old.instanceType(),
                old.zone(),
                old.launchTime(),
                old.spot(),
                old.tags(),
                Optional.of(reason)));
  }

  private void addTags(String id, Map<String, String> tags) {
    instances.computeIfPresent(
        id,
        (key, old) -> {
          Map<String, String> all = new LinkedHashMap<>(old.tags());
          all.putAll(tags);
          return new Instance(
              old.id(),
              old.state(),
              old.privateIp(),
              old.ipv6(),
              old.instanceType(),
              old.zone(),
              old.launchTime(),
              old.spot(),
              all,
              old.stateReason());
        });
  }

  /** Forgets an instance, as EC2 does about an hour after its end. */
  public void forget(String id) {
    instances.remove(id);
  }

  /** All instances, also hidden ones. */
  public List<Instance> all() {
    return List.copyOf(instances.values());
  }

  /** Instances that cost money. */
  public List<Instance> live() {
    return all().stream().filter(instance -> instance.state().isLive()).toList();
  }

  @Override
  public Ec2Result<List<Instance>> describe(InstanceQuery query) {
    queries.add(query);
    if (describeError.isPresent()) {
      return new Ec2Result.Failed<>(describeError.get());
    }
    return new Ec2Result.Ok<>(
        instances.values().stream()
            .filter(instance -> !hidden.contains(instance.id()))
            .filter(instance -> matches(query, instance))
            .toList());
  }

  private static boolean matches(InstanceQuery query, Instance instance) {
    return query.ids().map(ids -> ids.contains(instance.id())).orElse(true)
        && query.tags().entrySet().stream()
            .allMatch(tag -> instance.tag(tag.getKey()).filter(tag.getValue()::equals).isPresent())
        && query.names().map(names -> names.contains(instance.tag("Name").orElse(""))).orElse(true)
        && query.isInRanges(instance.tags())
        && (!query.liveOnly() || instance.state().isLive());
  }

  @Override
  public TerminateOutcome terminate(Collection<String> ids) {
    if (terminateError.isPresent()) {
      Map<String, Ec2Error> failed = new LinkedHashMap<>();
      ids.forEach(id -> failed.put(id, terminateError.get()));
      return new TerminateOutcome(Set.of(), failed);
    }
    terminated.addAll(ids);
    ids.forEach(id -> state(id, Instance.State.SHUTTING_DOWN, "Client.UserInitiatedShutdown"));
    return new TerminateOutcome(Set.copyOf(ids), Map.of());
  }

  @Override
  public Optional<Duration> clockOffset() {
    return saysTime ? Optional.of(skew) : Optional.empty();
  }

  @Override
  public FleetOutcome createFleet(FleetRequest request) {
    throw new UnsupportedOperationException("createFleet");
  }

  @Override
  public TagOutcome tag(Collection<String> instanceIds, Map<String, String> tags) {
    if (tagError.isPresent()) {
      return TagOutcome.failed(instanceIds, tagError.get());
    }
    tagged.addAll(instanceIds);
    instanceIds.forEach(id -> addTags(id, tags));
    return TagOutcome.DONE;
  }

  @Override
  public FleetOutcome runInstances(ReservedLaunch request) {
    throw new UnsupportedOperationException("runInstances");
  }

  @Override
  public int spareTagCalls() {
    return spareTagCalls;
  }

  @Override
  public Ec2Result<String> consoleOutput(String instanceId) {
    consolesAsked.add(instanceId);
    return new Ec2Result.Ok<>(console);
  }

  @Override
  public Ec2Result<List<InstanceStatus>> impairedOrScheduled() {
    return statusError
        .<Ec2Result<List<InstanceStatus>>>map(Ec2Result.Failed::new)
        .orElseGet(() -> new Ec2Result.Ok<>(List.copyOf(statuses)));
  }

  @Override
  public Ec2Result<Map<String, String>> spotInterruptions() {
    spotAsked++;
    return spotError
        .<Ec2Result<Map<String, String>>>map(Ec2Result.Failed::new)
        .orElseGet(() -> new Ec2Result.Ok<>(Map.copyOf(interruptions)));
  }

  @Override
  public Ec2Result<Map<String, String>> zonesOf(Collection<String> subnetIds) {
    throw new UnsupportedOperationException("zonesOf");
  }

  @Override
  public Ec2Result<List<PlacementGroup>> placementGroups(String cluster) {
    return stock.placementGroups(cluster);
  }

  @Override
  public Ec2Result<PlacementGroup> createPlacementGroup(String name, Map<String, String> tags) {
    return stock.createPlacementGroup(name, tags);
  }

  @Override
  public Ec2Result<Boolean> deletePlacementGroup(String name) {
    return stock.deletePlacementGroup(name);
  }

  @Override
  public Ec2Result<List<CapacityReservation>> capacityReservations(Collection<String> ids) {
    return stock.capacityReservations(ids);
  }
}
