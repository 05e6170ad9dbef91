package dev.slurmec2.power;

import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.InstanceStatus;
import dev.slurmec2.ec2.LaunchTokens;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.ReservedLaunch;
import dev.slurmec2.ec2.TagOutcome;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.testing.FakeStock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** An EC2 of one region in memory; every launch succeeds unless a script says otherwise. */
final class ScriptedEc2 implements Ec2 {
  final Map<String, Instance> instances = new LinkedHashMap<>();
  final List<FleetRequest> fleets = new ArrayList<>();
  final List<ReservedLaunch> runs = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  final Set<String> hidden = new HashSet<>();
  final Set<String> untaggable = new HashSet<>();
  final Set<String> immortal = new HashSet<>();
  final Map<String, String> consoles = new HashMap<>();
  final Deque<Function<FleetRequest, FleetOutcome>> script = new ArrayDeque<>();
  final Map<String, String> zones = new HashMap<>();
  Optional<Function<FleetRequest, FleetOutcome>> rule = Optional.empty();
  final FakeStock stock = new FakeStock();
  Optional<Ec2Error> describeError = Optional.empty();

  /** How long, or until what, a describe is not answered. */
  volatile Runnable silence = () -> {};

  /** Whether reservations are full, whatever is shown of them. */
  boolean refusesReserved;

  Instant now = Instant.parse("2026-11-21T08:00:00Z");
  private int next = 1;
  private LaunchTokens limit = LaunchTokens.UNLIMITED;
  private double launchTokens = Double.MAX_VALUE;
  private Instant refilledAt = now;

  /** From now on launches draw on a bucket that is full. */
  void limitLaunches(int atOnce, double perSecond) {
    limit = new LaunchTokens(atOnce, atOnce, perSecond);
    launchTokens = atOnce;
    refilledAt = now;
  }

  /** Somebody else launches that many. */
  void drawTokens(int count) {
    launchTokens().now();
    launchTokens -= count;
  }

  @Override
  public synchronized LaunchTokens launchTokens() {
    double refill = Duration.between(refilledAt, now).toMillis() / 1000.0 * limit.perSecond();
    launchTokens = Math.min(limit.atOnce(), launchTokens + refill);
    refilledAt = now;
    return new LaunchTokens((int) Math.floor(launchTokens), limit.atOnce(), limit.perSecond());
  }

  /** As many as there are tokens; throttling is inside the answer. */
  private FleetOutcome withinLimit(FleetRequest request) {
    int count = Math.max(0, Math.min(request.count(), launchTokens().now()));
    launchTokens -= count;
    return new FleetOutcome.Answered(
        launch(request, count),
        count == request.count()
            ? List.of()
            : List.of(poolError(ErrorClass.THROTTLED, "RequestLimitExceeded")));
  }

  /** An instance that is there before the test begins. */
  Instance have(String id, Map<String, String> tags, Instance.State state, Instant launched) {
    Instance instance =
        new Instance(
            id,
            state,
            Optional.of("10.0.0." + next++),
            Optional.empty(),
            "c5.xlarge",
            "us-east-1a",
            launched,
            false,
            tags,
            Optional.empty());
    instances.put(id, instance);
    return instance;
  }

  /** Launches one instance of that type in that subnet's zone. */
  FleetOutcome.Launched launch(FleetRequest request, String type, String subnet) {
    String id = "i-%04d".formatted(next);
    String zone = zones.getOrDefault(subnet, subnet);
    instances.put(
        id,
        new Instance(
            id,
            Instance.State.PENDING,
            Optional.of("10.0.0." + next++),
            Optional.empty(),
            type,
            zone,
            now,
            false,
            request.tags(),
            Optional.empty()));
    return new FleetOutcome.Launched(id, type, Optional.of(zone), Optional.of(subnet));
  }

  /** Launches that many instances for the request, whatever it asks for. */
  List<FleetOutcome.Launched> launch(FleetRequest request, int count) {
    List<FleetOutcome.Launched> launched = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "i-%04d".formatted(next);
      have(id, request.tags(), Instance.State.PENDING, now);
      launched.add(
          new FleetOutcome.Launched(
              id, "c5.xlarge", Optional.of("us-east-1a"), Optional.of("subnet-1")));
    }
    return launched;
  }

  static FleetOutcome.PoolError poolError(ErrorClass errorClass, String code) {
    return new FleetOutcome.PoolError(
        new Ec2Error(errorClass, code, "Sorry"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  void state(String id, Instance.State state, String reason) {
    Instance old = instances.get(id);
    if (old == null) {
      throw new IllegalArgumentException(id);
    }
    instances.put(
        id,
        new Instance(
            id,
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

  List<Instance> live() {
    return instances.values().stream().filter(instance -> instance.state().isLive()).toList();
  }

  @Override
  public synchronized FleetOutcome createFleet(FleetRequest request) {
    calls.add("CreateFleet");
    fleets.add(request);
    Function<FleetRequest, FleetOutcome> step = script.poll();
    if (step != null) {
      return step.apply(request);
    }
    return rule.map(given -> given.apply(request)).orElseGet(() -> withinLimit(request));
  }

  @Override
  public synchronized FleetOutcome runInstances(ReservedLaunch request) {
    calls.add("RunInstances");
    runs.add(request);
    CapacityReservation reservation = request.reservation();
    CapacityReservation real = stock.reservations.get(reservation.id());
    int left = real == null ? 0 : real.available();
    int count = Math.min(left, request.count());
    if (count < request.minimum() || refusesReserved) {
      return new FleetOutcome.Refused(
          new Ec2Error(ErrorClass.CAPACITY, "ReservationCapacityExceeded", "Sorry"));
    }
    stock.reserve(reservation.id(), left - count);
    FleetRequest as =
        new FleetRequest(
            request.group(), count, request.minimum(), request.launchId(), request.tags());
    return new FleetOutcome.Answered(
        IntStream.range(0, count)
            .mapToObj(i -> launch(as, reservation.instanceType(), request.choice().subnetId()))
            .toList(),
        List.of());
  }

  @Override
  public Ec2Result<List<Instance>> describe(InstanceQuery query) {
    silence.run();
    return answer(query);
  }

  private synchronized Ec2Result<List<Instance>> answer(InstanceQuery query) {
    calls.add("DescribeInstances");
    if (describeError.isPresent()) {
      return new Ec2Result.Failed<>(describeError.get());
    }
    return new Ec2Result.Ok<>(
        instances.values().stream()
            .filter(instance -> !hidden.contains(instance.id()))
            .filter(instance -> query.ids().map(ids -> ids.contains(instance.id())).orElse(true))
            .filter(instance -> instance.tags().entrySet().containsAll(query.tags().entrySet()))
            .filter(
                instance ->
                    query
                        .names()
                        .map(names -> names.contains(instance.tag("Name").orElse("")))
                        .orElse(true))
            .filter(instance -> query.isInRanges(instance.tags()))
            .filter(instance -> !query.liveOnly() || instance.state().isLive())
            .toList());
  }

  @Override
  public synchronized TerminateOutcome terminate(Collection<String> instanceIds) {
    calls.add("TerminateInstances");
    Set<String> ended = new LinkedHashSet<>();
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    for (String id : instanceIds) {
      if (immortal.contains(id)) {
        failed.put(id, new Ec2Error(ErrorClass.CONFIGURATION, "OperationNotPermitted", "No"));
      } else {
        state(id, Instance.State.SHUTTING_DOWN, "Client.UserInitiatedShutdown");
        ended.add(id);
      }
    }
    return new TerminateOutcome(ended, failed);
  }

  @Override
  public synchronized TagOutcome tag(Collection<String> instanceIds, Map<String, String> tags) {
    calls.add("CreateTags");
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    for (String id : instanceIds) {
      if (untaggable.contains(id)) {
        failed.put(id, new Ec2Error(ErrorClass.PERMISSION, "UnauthorizedOperation", "No"));
        continue;
      }
      Instance old = instances.get(id);
      if (old != null) {
        Map<String, String> all = new HashMap<>(old.tags());
        all.putAll(tags);
        instances.put(
            id,
            new Instance(
                id,
                old.state(),
                old.privateIp(),
                old.ipv6(),
                old.instanceType(),
                old.zone(),
                old.launchTime(),
                old.spot(),
                all,
                old.stateReason()));
      }
    }
    return new TagOutcome(failed);
  }

  @Override
  public Ec2Result<String> consoleOutput(String instanceId) {
    return new Ec2Result.Ok<>(consoles.getOrDefault(instanceId, ""));
  }

  @Override
  public Ec2Result<List<InstanceStatus>> impairedOrScheduled() {
    return new Ec2Result.Ok<>(List.of());
  }

  @Override
  public Ec2Result<Map<String, String>> spotInterruptions() {
    return new Ec2Result.Ok<>(Map.of());
  }

  @Override
  public Ec2Result<Map<String, String>> zonesOf(Collection<String> subnetIds) {
    calls.add("DescribeSubnets");
    Map<String, String> asked = new HashMap<>(zones);
    asked.keySet().retainAll(Set.copyOf(subnetIds));
    return new Ec2Result.Ok<>(asked);
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
