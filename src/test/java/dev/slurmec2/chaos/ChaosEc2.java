package dev.slurmec2.chaos;

import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.InstanceStatus;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.ReservedLaunch;
import dev.slurmec2.ec2.TagOutcome;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.ec2.TerminateOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** EC2 as it can be on a bad day: a region of the engine behind seeded faults. */
final class ChaosEc2 implements Ec2 {

  /** A code of each class of errors (ec2/ErrorClasses). */
  static final Map<FaultKind, String> CODES =
      new EnumMap<>(
          Map.of(
              FaultKind.EC2_CAPACITY, "InsufficientInstanceCapacity",
              FaultKind.EC2_THROTTLED, "RequestLimitExceeded",
              FaultKind.EC2_QUOTA, "VcpuLimitExceeded",
              FaultKind.EC2_PERMISSION, "UnauthorizedOperation",
              FaultKind.EC2_CONFIGURATION, "InvalidParameterValue",
              FaultKind.EC2_NOT_YET_VISIBLE, "InvalidInstanceID.NotFound",
              FaultKind.EC2_SERVER, "InternalError",
              FaultKind.EC2_UNKNOWN, "CodeThatNobodyKnows"));

  private static final List<FaultKind> ERRORS = List.copyOf(CODES.keySet());

  /** Two of nine are errors, of any class. */
  private static final List<FaultKind> FAULTS =
      List.of(
          FaultKind.KILLED_BEFORE,
          FaultKind.KILLED_AFTER,
          FaultKind.EC2_SERVER,
          FaultKind.EC2_SERVER,
          FaultKind.EC2_REQUEST_LOST,
          FaultKind.EC2_ANSWER_LOST,
          FaultKind.EC2_FOREIGN_ANSWER,
          FaultKind.EC2_REQUEST_LATE,
          FaultKind.EC2_ANSWER_LATE);

  private final EngineEc2 region;
  private final Weather weather;
  private final Guard guard;
  private final Supplier<Duration> headOffset;
  private Optional<Duration> clockOffset = Optional.empty();

  /**
   * One process's view of a region.
   *
   * @param headOffset how far the process's host is ahead of true time
   */
  ChaosEc2(EngineEc2 region, Weather weather, Guard guard, Supplier<Duration> headOffset) {
    this.headOffset = headOffset;
    this.region = region;
    this.weather = weather;
    this.guard = guard;
  }

  @Override
  public FleetOutcome createFleet(FleetRequest request) {
    String what = "CreateFleet " + request.group().id() + " x" + request.count();
    SplittableRandom chance = weather.chance(what + " more");
    if (weather.strikes(chance)) {
      weather.struck(FaultKind.EC2_PARTIAL_FLEET, what);
      int fewer = chance.nextInt(request.count() + 1);
      return call(
          what,
          () -> {
            List<FleetOutcome.Launched> launched =
                fewer > 0 && region.createFleet(request, fewer) instanceof FleetOutcome.Answered ok
                    ? ok.instances()
                    : List.of();
            return new FleetOutcome.Answered(
                launched, List.of(EngineEc2.poolError(anyError(chance))));
          },
          FleetOutcome.Refused::new,
          FleetOutcome.Unknown::new);
    }
    return call(
        what,
        () -> region.createFleet(request, request.count()),
        FleetOutcome.Refused::new,
        FleetOutcome.Unknown::new);
  }

  @Override
  public FleetOutcome runInstances(ReservedLaunch request) {
    throw new UnsupportedOperationException("the episodes' groups name no reservation");
  }

  @Override
  public Ec2Result<List<Instance>> describe(InstanceQuery query) {
    String what =
        "DescribeInstances"
            + query.ids().map(ids -> " " + new TreeSet<>(ids)).orElse("")
            + query.names().map(names -> " " + new TreeSet<>(names)).orElse("")
            + query.ranges().map(ranges -> " " + new TreeSet<>(ranges)).orElse("");
    SplittableRandom chance = weather.chance(what + " gaps");
    FaultKind gap = chance.nextBoolean() ? FaultKind.EC2_EMPTY_ANSWER : FaultKind.EC2_GAPS;
    boolean strikes = weather.strikes(chance);
    if (strikes) {
      weather.struck(gap, what);
    }
    Ec2Result<List<Instance>> answer =
        call(
            what,
            () -> {
              List<Instance> all = region.describe(query);
              if (strikes) {
                all = gap == FaultKind.EC2_GAPS ? some(chance, all) : List.of();
              }
              return new Ec2Result.Ok<>(all);
            },
            Ec2Result.Failed::new,
            Ec2Result.Failed::new);
    if (answer instanceof Ec2Result.Ok<List<Instance>> ok) {
      ok.value().stream()
          .filter(one -> one.state() == Instance.State.RUNNING)
          .filter(one -> one.tag(Tags.CLUSTER).filter(Cluster.NAME::equals).isPresent())
          .flatMap(one -> one.node().stream())
          .forEach(weather.running().told.running::add);
    }
    return answer;
  }

  @Override
  public TerminateOutcome terminate(Collection<String> instanceIds) {
    List<String> ids = new ArrayList<>(new TreeSet<>(instanceIds));
    String what = "TerminateInstances " + ids;
    Function<Ec2Error, TerminateOutcome> failed = error -> failed(ids, error);
    SplittableRandom chance = weather.chance(what + " part");
    List<String> taken = new ArrayList<>(ids);
    if (weather.strikes(chance)) {
      weather.struck(FaultKind.EC2_PARTIAL_END, what);
      taken = some(chance, ids);
    }
    List<String> now = taken;
    return call(
        what,
        () -> {
          guard.ends(now);
          guard.acts(weather.running().told, what);
          TerminateOutcome outcome = region.terminate(now);
          Set<String> left = new LinkedHashSet<>(ids);
          left.removeAll(now);
          Map<String, Ec2Error> errors = new LinkedHashMap<>(outcome.failed());
          left.forEach(id -> errors.put(id, anyError(chance)));
          return new TerminateOutcome(outcome.ended(), errors);
        },
        failed,
        failed);
  }

  private static TerminateOutcome failed(List<String> ids, Ec2Error error) {
    Map<String, Ec2Error> errors = new LinkedHashMap<>();
    ids.forEach(id -> errors.put(id, error));
    return new TerminateOutcome(Set.of(), errors);
  }

  @Override
  public TagOutcome tag(Collection<String> instanceIds, Map<String, String> tags) {
    List<String> ids = new ArrayList<>(new TreeSet<>(instanceIds));
    String what = "CreateTags " + ids + " " + new TreeMap<>(tags);
    Function<Ec2Error, TagOutcome> failed = error -> TagOutcome.failed(ids, error);
    SplittableRandom chance = weather.chance(what + " part");
    List<String> taken = new ArrayList<>(ids);
    if (weather.strikes(chance)) {
      weather.struck(FaultKind.EC2_PARTIAL_TAGS, what);
      taken = some(chance, ids);
    }
    List<String> now = taken;
    return call(
        what,
        () -> {
          guard.tags(now);
          Optional<Ec2Error> error = now.isEmpty() ? Optional.empty() : region.tag(now, tags);
          if (error.isEmpty() && now.size() < ids.size()) {
            // Nothing says that EC2 tags all or none: a refusal need not mean none.
            error = Optional.of(anyError(chance));
          }
          return error.map(failed).orElse(TagOutcome.DONE);
        },
        failed,
        failed);
  }

  @Override
  public int spareTagCalls() {
    return 2;
  }

  @Override
  public Ec2Result<String> consoleOutput(String instanceId) {
    return call(
        "GetConsoleOutput " + instanceId,
        () -> new Ec2Result.Ok<>("no slurmd"),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Ec2Result<List<InstanceStatus>> impairedOrScheduled() {
    return call(
        "DescribeInstanceStatus",
        () -> new Ec2Result.Ok<>(region.statuses()),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Ec2Result<Map<String, String>> spotInterruptions() {
    return call(
        "DescribeSpotInstanceRequests",
        () -> new Ec2Result.Ok<>(region.spotInterruptions()),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Ec2Result<Map<String, String>> zonesOf(Collection<String> subnetIds) {
    throw new UnsupportedOperationException("no program of the power saving asks for zones");
  }

  @Override
  public Ec2Result<List<PlacementGroup>> placementGroups(String cluster) {
    return call(
        "DescribePlacementGroups " + cluster,
        () -> new Ec2Result.Ok<>(region.placementGroups(cluster)),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Ec2Result<PlacementGroup> createPlacementGroup(String name, Map<String, String> tags) {
    return call(
        "CreatePlacementGroup " + name,
        () -> region.createPlacementGroup(name, tags),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Ec2Result<Boolean> deletePlacementGroup(String name) {
    return call(
        "DeletePlacementGroup " + name,
        () -> region.deletePlacementGroup(name),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Ec2Result<List<CapacityReservation>> capacityReservations(Collection<String> ids) {
    return call(
        "DescribeCapacityReservations " + new TreeSet<>(ids),
        () -> new Ec2Result.Ok<>(region.capacityReservations(ids)),
        Ec2Result.Failed::new,
        Ec2Result.Failed::new);
  }

  @Override
  public Optional<Duration> clockOffset() {
    return clockOffset;
  }

  private <T> T call(
      String what,
      Supplier<? extends T> effect,
      Function<Ec2Error, ? extends T> refused,
      Function<Ec2Error, ? extends T> lost) {
    SplittableRandom chance = weather.chance(what);
    weather.latency(chance);
    if (!weather.strikes(chance)) {
      return answer(what, effect);
    }
    FaultKind drawn = Dice.one(chance, FAULTS);
    FaultKind fault = CODES.containsKey(drawn) ? Dice.one(chance, ERRORS) : drawn;
    weather.struck(fault, what);
    if (CODES.containsKey(fault)) {
      measureClock();
      return refused.apply(error(fault));
    }
    return switch (fault) {
      case KILLED_BEFORE -> throw weather.kill();
      case KILLED_AFTER -> {
        answer(what, effect);
        throw weather.kill();
      }
      case EC2_REQUEST_LOST -> lost.apply(noAnswer());
      // The real client's reading of such a page: ForeignAnswersTest holds it.
      case EC2_FOREIGN_ANSWER -> lost.apply(noAnswer());
      case EC2_ANSWER_LOST -> {
        answer(what, effect);
        yield lost.apply(noAnswer());
      }
      case EC2_REQUEST_LATE -> {
        weather.late(chance);
        yield answer(what, effect);
      }
      default -> {
        T late = answer(what, effect);
        weather.late(chance);
        yield late;
      }
    };
  }

  private <T> T answer(String what, Supplier<? extends T> effect) {
    T answer = effect.get();
    measureClock();
    weather.say(() -> what + " -> " + shown(answer));
    return answer;
  }

  private static String shown(Object answer) {
    if (answer instanceof Ec2Result.Ok<?> ok && ok.value() instanceof List<?> list) {
      return list.stream()
          .map(
              one ->
                  one instanceof Instance i
                      ? i.id() + " " + i.node().orElse("-") + " " + i.state()
                      : one.toString())
          .toList()
          .toString();
    }
    if (answer instanceof TerminateOutcome outcome) {
      // A set's own order differs from one Java process to the next.
      return "ended " + new TreeSet<>(outcome.ended()) + ", failed " + outcome.failed();
    }
    return answer.toString();
  }

  private static Ec2Error noAnswer() {
    return ErrorClasses.of(ErrorClasses.NO_ANSWER, "the connection was reset");
  }

  /** As the SDK does by the Date of each answer. */
  private void measureClock() {
    clockOffset = Optional.of(weather.clockOffset().minus(headOffset.get()));
  }

  private static Ec2Error anyError(SplittableRandom chance) {
    return error(Dice.one(chance, ERRORS));
  }

  private static Ec2Error error(FaultKind fault) {
    return ErrorClasses.of(String.valueOf(CODES.get(fault)), "chaos");
  }

  private static <T> List<T> some(SplittableRandom chance, List<T> all) {
    return all.stream().filter(one -> chance.nextBoolean()).toList();
  }
}
