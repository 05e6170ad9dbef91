package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What one fleet can have at one moment, and which of EC2's errors stands for each limit. */
final class FleetSupply implements Allocation.Supply {

  private final Region region;
  private final World world;
  private final Instant now;
  private final GroupLimits groups;

  FleetSupply(Region region, World world, Instant now) {
    this.region = region;
    this.world = world;
    this.now = now;
    this.groups = new GroupLimits(region, world.types, now);
  }

  @Override
  public int free(Candidate candidate, Map<Candidate, Integer> picks) {
    return tightest(candidate, picks).map(Limit::room).orElse(Integer.MAX_VALUE);
  }

  @Override
  public ApiError shortage(Candidate candidate, Map<Candidate, Integer> picks) {
    return tightest(candidate, picks).map(Limit::error).orElseThrow();
  }

  @Override
  public int reserved(Candidate candidate, Map<Candidate, Integer> picks) {
    int room =
        candidate
            .targetReservation()
            .map(id -> targeted(candidate, id, picks).room())
            .orElseGet(() -> openRoom(candidate) - picks.getOrDefault(candidate, 0));
    return Math.min(Math.max(0, room), free(candidate, picks));
  }

  @Override
  public double price(Pool pool) {
    return world
        .capacity
        .price(pool)
        .orElseGet(() -> world.types.of(pool.instanceType()).price(pool.market()));
  }

  /** The reservations to launch from, one for each instance as far as they go. */
  List<String> reservationsFor(Candidate candidate, int count) {
    if (candidate.targetReservation().isPresent()) {
      return Collections.nCopies(count, candidate.targetReservation().get());
    }
    List<String> ids = new ArrayList<>();
    if (candidate.usesOpenReservations()) {
      for (Reservation reservation : region.reservations.values()) {
        if (isOpenTo(reservation, candidate)) {
          int room = Math.min(room(reservation), count - ids.size());
          ids.addAll(Collections.nCopies(room, reservation.id()));
        }
      }
    }
    return ids;
  }

  /** How many more instances a reservation takes. */
  int room(Reservation reservation) {
    return reservation.takesLaunchesAt(now)
        ? Math.max(0, reservation.total() - count(each -> isIn(reservation, each)))
        : 0;
  }

  private static boolean isIn(Reservation reservation, Machine machine) {
    return machine.birth.capacityReservationId().filter(reservation.id()::equals).isPresent();
  }

  private int count(Predicate<Machine> which) {
    return (int) region.living(now).filter(which).count();
  }

  private static int count(Map<Candidate, Integer> picks, Predicate<Candidate> which) {
    return picks.entrySet().stream()
        .filter(pick -> which.test(pick.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Of several equal limits the first one counts. */
  private Optional<Limit> tightest(Candidate candidate, Map<Candidate, Integer> picks) {
    List<Limit> limits = new ArrayList<>();
    candidate
        .targetReservation()
        .ifPresentOrElse(
            id -> limits.add(targeted(candidate, id, picks)),
            () -> limits.addAll(pool(candidate, picks)));
    addresses(candidate, picks).ifPresent(limits::add);
    quota(candidate, picks).ifPresent(limits::add);
    candidate.placementGroup().ifPresent(name -> limits.addAll(groups.of(candidate, name, picks)));
    return limits.stream().reduce((one, other) -> other.room() < one.room() ? other : one);
  }

  private Limit targeted(Candidate candidate, String id, Map<Candidate, Integer> picks) {
    Reservation reservation = region.reservations.get(id);
    if (reservation == null) {
      return new Limit(
          0,
          new ApiError(
              "InvalidCapacityReservationId.NotFound",
              "The capacity reservation ID '" + id + "' does not exist."));
    }
    if (reservation.block() != (candidate.pool().market() == Market.CAPACITY_BLOCK)) {
      return new Limit(
          0,
          ApiError.combination(
              reservation.block()
                  ? "The capacity block "
                      + id
                      + " needs MarketType and DefaultTargetCapacityType capacity-block."
                  : "The capacity reservation " + id + " is no capacity block."));
    }
    if (reservation.stateAt(now) == Reservation.State.SCHEDULED) {
      return new Limit(
          0,
          new ApiError(
              "InvalidCapacityReservationState.PendingActivation",
              "Your Capacity Block is not active yet."));
    }
    if (!reservation.takesLaunchesAt(now)) {
      return new Limit(
          0,
          new ApiError(
              "InvalidCapacityReservationState",
              "The capacity reservation " + id + " is not active."));
    }
    int taken = count(picks, each -> each.targetReservation().filter(id::equals).isPresent());
    return new Limit(
        reservation.fits(candidate.pool()) ? room(reservation) - taken : 0,
        new ApiError(
            "ReservationCapacityExceeded",
            "The requested reservation does not have sufficient compatible and available capacity"
                + " for this request."));
  }

  private List<Limit> pool(Candidate candidate, Map<Candidate, Integer> picks) {
    Pool pool = candidate.pool();
    List<Limit> limits = new ArrayList<>();
    world
        .capacity
        .refusal(pool)
        .ifPresent(code -> limits.add(new Limit(0, ApiError.ofPool(code, pool))));
    maxPrice(candidate).ifPresent(limits::add);
    int reserved = openRoom(candidate);
    int inPool =
        candidate.usesOnlyReservations()
            ? 0
            : world.capacity.free(pool, rule -> occupants(rule, picks));
    long room = (long) inPool + Math.max(0, reserved - picks.getOrDefault(candidate, 0));
    limits.add(
        new Limit(
            (int) Math.min(room, Integer.MAX_VALUE),
            ApiError.ofPool("InsufficientInstanceCapacity", pool)));
    return limits;
  }

  /** Who takes room in the pools of a rule; what is launched from reservations takes none. */
  private int occupants(PoolRule rule, Map<Candidate, Integer> picks) {
    int living =
        count(
            each -> each.birth.capacityReservationId().isEmpty() && rule.covers(each.birth.pool()));
    int picked =
        picks.entrySet().stream()
            .filter(pick -> rule.covers(pick.getKey().pool()))
            .filter(pick -> pick.getKey().targetReservation().isEmpty())
            .mapToInt(pick -> Math.max(0, pick.getValue() - openRoom(pick.getKey())))
            .sum();
    return living + picked;
  }

  private int openRoom(Candidate candidate) {
    return candidate.usesOpenReservations()
        ? region.reservations.values().stream()
            .filter(reservation -> isOpenTo(reservation, candidate))
            .mapToInt(this::room)
            .sum()
        : 0;
  }

  private static boolean isOpenTo(Reservation reservation, Candidate candidate) {
    return !reservation.block() && !reservation.targeted() && reservation.fits(candidate.pool());
  }

  private Optional<Limit> maxPrice(Candidate candidate) {
    Pool pool = candidate.pool();
    return candidate
        .override()
        .maxPrice()
        .filter(most -> pool.market() == Market.SPOT && most < price(pool))
        .map(
            most ->
                new Limit(
                    0,
                    new ApiError(
                        "SpotMaxPriceTooLow",
                        "Your Spot request price of %s is lower than the minimum required Spot request fulfillment price of %s."
                            .formatted(most, price(pool)))));
  }

  private Optional<Limit> addresses(Candidate candidate, Map<Candidate, Integer> picks) {
    String subnet = candidate.subnet().id();
    return freeAddresses(subnet)
        .map(
            free ->
                new Limit(
                    free - count(picks, each -> each.subnet().id().equals(subnet)),
                    new ApiError(
                        "InsufficientFreeAddressesInSubnet",
                        "There are not enough free addresses in subnet '"
                            + subnet
                            + "' to satisfy the requested number of instances.")));
  }

  /** How many addresses a subnet has left, if that is limited. */
  Optional<Integer> freeAddresses(String subnet) {
    return world
        .capacity
        .addresses(subnet)
        .map(all -> Math.max(0, all - count(each -> each.birth.subnetId().equals(subnet))));
  }

  private Optional<Limit> quota(Candidate candidate, Map<Candidate, Integer> picks) {
    Market market = candidate.pool().market();
    String family = QuotaFamily.of(candidate.pool().instanceType());
    Predicate<Pool> counts =
        pool -> pool.market() == market && QuotaFamily.of(pool.instanceType()).equals(family);
    return world
        .capacity
        .vcpuQuota(market)
        .map(
            quota -> {
              int used =
                  region
                      .living(now)
                      .map(each -> each.birth.pool())
                      .filter(counts)
                      .mapToInt(pool -> vcpus(pool))
                      .sum();
              int picked =
                  picks.entrySet().stream()
                      .filter(pick -> counts.test(pick.getKey().pool()))
                      .mapToInt(pick -> pick.getValue() * vcpus(pick.getKey().pool()))
                      .sum();
              int left = Math.max(0, quota - used - picked) / vcpus(candidate.pool());
              return new Limit(left, overQuota(market, quota));
            });
  }

  private int vcpus(Pool pool) {
    return world.types.of(pool.instanceType()).vcpus();
  }

  private static ApiError overQuota(Market market, int quota) {
    return market == Market.SPOT
        ? new ApiError("MaxSpotInstanceCountExceeded", "Max spot instance count exceeded")
        : new ApiError(
            "VcpuLimitExceeded",
            "You have requested more vCPU capacity than your current vCPU limit of %d allows for the instance bucket that the specified instance type belongs to."
                .formatted(quota));
  }
}
