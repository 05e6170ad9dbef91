package dev.slurmec2.chaos;

import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.InstanceStatus;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Filter;
import dev.slurmec2.sandbox.engine.FleetAnswer;
import dev.slurmec2.sandbox.engine.FleetSpec;
import dev.slurmec2.sandbox.engine.InstanceView;
import dev.slurmec2.sandbox.engine.Market;
import dev.slurmec2.sandbox.engine.Paging;
import dev.slurmec2.sandbox.engine.Reservation;
import dev.slurmec2.sandbox.engine.ReservationView;
import dev.slurmec2.sandbox.engine.SpotRequests;
import dev.slurmec2.sandbox.engine.StatusEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One region of the engine in the words of the package ec2; no faults. */
final class EngineEc2 {
  final Engine engine;
  final String region;
  private final Set<String> vanished;
  private final Predicate<String> terminationLost;

  /**
   * @param vanished ended instances that EC2 does not show any more
   * @param terminationLost whose termination is believed and does not come: a defect of the suite
   */
  EngineEc2(Engine engine, String region, Set<String> vanished, Predicate<String> terminationLost) {
    this.terminationLost = terminationLost;
    this.engine = engine;
    this.region = region;
    this.vanished = vanished;
  }

  FleetOutcome createFleet(FleetRequest request, int count) {
    Map<String, String> tags = request.tags();
    FleetSpec spec =
        new FleetSpec(
            "instant",
            request.launchId(),
            List.of(
                new FleetSpec.Config(
                    new FleetSpec.TemplateRef(
                        Optional.empty(), Optional.of("compute"), Optional.of("$Latest")),
                    List.of(FleetSpec.LaunchOverride.of("c5.large", "subnet-0000000a")))),
            Optional.of(count),
            Optional.empty(),
            Optional.empty(),
            request.group().purchasingOption() == PurchasingOption.SPOT
                ? Market.SPOT
                : Market.ON_DEMAND,
            Map.of(),
            Map.of("instance", tags, "fleet", tags));
    try {
      FleetAnswer answer = engine.createFleet(region, spec);
      return new FleetOutcome.Answered(
          answer.launched().stream()
              .flatMap(
                  launched ->
                      launched.instanceIds().stream()
                          .map(
                              id ->
                                  new FleetOutcome.Launched(
                                      id, "c5.large", Optional.empty(), Optional.empty())))
              .toList(),
          answer.errors().stream()
              .map(error -> poolError(ErrorClasses.of(error.code(), error.message())))
              .toList());
    } catch (ApiError e) {
      return new FleetOutcome.Refused(error(e));
    }
  }

  static FleetOutcome.PoolError poolError(Ec2Error error) {
    return new FleetOutcome.PoolError(
        error, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  List<Instance> describe(InstanceQuery query) {
    return engine.describeInstances(region, List.of(), List.of(), Paging.NONE).items().stream()
        .filter(view -> !vanished.contains(view.id()))
        .map(EngineEc2::instance)
        .filter(one -> matches(one, query))
        .toList();
  }

  private static boolean matches(Instance one, InstanceQuery query) {
    return (!query.liveOnly() || one.state().isLive())
        && query.ids().map(ids -> ids.contains(one.id())).orElse(true)
        && query.isInRanges(one.tags())
        && query
            .names()
            .map(names -> one.tag("Name").filter(names::contains).isPresent())
            .orElse(true)
        && query.tags().entrySet().stream()
            .allMatch(tag -> one.tag(tag.getKey()).filter(tag.getValue()::equals).isPresent());
  }

  static Instance instance(InstanceView view) {
    return new Instance(
        view.id(),
        Instance.State.valueOf(view.state().name()),
        view.addressShown() ? Optional.of(view.privateIp()) : Optional.empty(),
        Optional.empty(),
        view.pool().instanceType(),
        view.pool().zone(),
        view.launchTime(),
        view.pool().market() == Market.SPOT,
        view.tags(),
        view.stateReason().map(InstanceView.StateReason::code));
  }

  /** Of all spot instances in the region, others' too. */
  Map<String, String> spotInterruptions() {
    return engine
        .describeSpotRequests(
            region,
            List.of(),
            List.of(new Filter("status-code", List.of("marked-for-*"))),
            Paging.NONE)
        .items()
        .stream()
        .filter(view -> !vanished.contains(view.id()))
        .collect(Collectors.toMap(InstanceView::id, SpotRequests::code));
  }

  /** Of all running instances in the region, others' too. */
  List<InstanceStatus> statuses() {
    return engine
        .describeInstanceStatus(region, List.of(), List.of(), Paging.NONE, false)
        .items()
        .stream()
        .filter(view -> !vanished.contains(view.id()))
        .map(
            view ->
                new InstanceStatus(
                    view.id(),
                    Stream.concat(view.impairedInstance().stream(), view.impairedSystem().stream())
                        .min(Instant::compareTo),
                    view.events().stream().map(StatusEvent::code).toList()))
        .filter(status -> status.impairedSince().isPresent() || !status.events().isEmpty())
        .toList();
  }

  TerminateOutcome terminate(Collection<String> ids) {
    Set<String> ended = new LinkedHashSet<>();
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    for (String id : ids) {
      if (terminationLost.test(id)) {
        ended.add(id);
        continue;
      }
      if (vanished.contains(id)) {
        failed.put(id, ErrorClasses.of("InvalidInstanceID.NotFound", "it does not exist"));
        continue;
      }
      try {
        engine.terminateInstances(region, List.of(id));
        ended.add(id);
      } catch (ApiError e) {
        failed.put(id, error(e));
      }
    }
    return new TerminateOutcome(ended, failed);
  }

  Optional<Ec2Error> tag(Collection<String> ids, Map<String, String> tags) {
    try {
      engine.createTags(region, new ArrayList<>(ids), tags);
      return Optional.empty();
    } catch (ApiError e) {
      return Optional.of(error(e));
    }
  }

  List<PlacementGroup> placementGroups(String cluster) {
    List<Filter> mine = List.of(new Filter("tag:" + Tags.CLUSTER, List.of(cluster)));
    return engine.placementGroups().describe(region, List.of(), List.of(), mine).stream()
        .map(EngineEc2::group)
        .toList();
  }

  Ec2Result<PlacementGroup> createPlacementGroup(String name, Map<String, String> tags) {
    try {
      return new Ec2Result.Ok<>(
          group(
              engine
                  .placementGroups()
                  .create(
                      region,
                      name,
                      PlacementGroup.CLUSTER,
                      Optional.empty(),
                      Optional.empty(),
                      tags)));
    } catch (ApiError e) {
      return e.code().equals("InvalidPlacementGroup.Duplicate")
          ? new Ec2Result.Ok<>(
              group(
                  engine
                      .placementGroups()
                      .describe(region, List.of(name), List.of(), List.of())
                      .get(0)))
          : new Ec2Result.Failed<>(error(e));
    }
  }

  private static PlacementGroup group(dev.slurmec2.sandbox.engine.PlacementGroup group) {
    return new PlacementGroup(group.name(), group.strategy(), true, group.tags());
  }

  Ec2Result<Boolean> deletePlacementGroup(String name) {
    try {
      engine.placementGroups().delete(region, name);
      return new Ec2Result.Ok<>(true);
    } catch (ApiError e) {
      return switch (e.code()) {
        case "InvalidPlacementGroup.Unknown" -> new Ec2Result.Ok<>(true);
        case "InvalidPlacementGroup.InUse" -> new Ec2Result.Ok<>(false);
        default -> new Ec2Result.Failed<>(error(e));
      };
    }
  }

  List<CapacityReservation> capacityReservations(Collection<String> ids) {
    return engine.stock().reservations(region, List.of(), List.of(), Paging.NONE).items().stream()
        .filter(view -> ids.contains(view.reservation().id()))
        .map(EngineEc2::reservation)
        .toList();
  }

  private static CapacityReservation reservation(ReservationView view) {
    Reservation held = view.reservation();
    return new CapacityReservation(
        held.id(),
        held.instanceType(),
        held.zone(),
        view.state().wire(),
        held.block(),
        held.targeted(),
        held.total(),
        view.available(),
        Optional.of(held.start()),
        held.end(),
        view.tags());
  }

  private static Ec2Error error(ApiError e) {
    return ErrorClasses.of(e.code(), e.sentence());
  }
}
