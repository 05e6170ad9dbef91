package dev.slurmec2.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What EC2 has to give: how it is changed, when it changes by itself, and what is reserved. */
public final class Stock {

  /** The two-minute warning of a spot interruption. */
  public static final Duration NOTICE = Duration.ofMinutes(2);

  private final Engine engine;
  private final World world;
  private final CapacitySchedule schedule = new CapacitySchedule();

  Stock(Engine engine, World world) {
    this.engine = engine;
    this.world = world;
  }

  /** Changes what there is, now. */
  public void update(CapacityUpdate update) {
    synchronized (engine) {
      apply(update, engine.now());
    }
  }

  /** Plans a change; it happens when the clock has come so far. */
  public void plan(Instant at, CapacityUpdate update) {
    synchronized (engine) {
      schedule.plan(at, update);
    }
  }

  /** Makes everything unlimited again and forgets what was planned; reservations stay. */
  public void clear() {
    synchronized (engine) {
      schedule.clear();
      world.capacity.clear();
    }
  }

  /** What holds now, as an update that would set it. */
  public CapacityUpdate holds() {
    synchronized (engine) {
      engine.now();
      return world.capacity.holds(
          engine.regions().stream().flatMap(each -> each.reservations.values().stream()).toList());
    }
  }

  /** DescribeCapacityReservations: these, or all, that all filters let through. */
  public Page<ReservationView> reservations(
      String regionName, List<String> ids, List<Filter> filters, Paging paging) {
    synchronized (engine) {
      Instant now = engine.now();
      Region region = engine.region(regionName);
      Filter.check(filters);
      ids.stream()
          .filter(id -> !region.reservations.containsKey(id))
          .findFirst()
          .ifPresent(
              id -> {
                throw new ApiError(
                    "InvalidCapacityReservationId.NotFound",
                    "The capacity reservation ID '" + id + "' does not exist.");
              });
      FleetSupply supply = new FleetSupply(region, world, now);
      List<ReservationView> all = new ArrayList<>();
      for (Reservation each : region.reservations.values()) {
        if (ids.isEmpty() || ids.contains(each.id())) {
          all.add(
              new ReservationView(
                  each, each.stateAt(now), supply.room(each), region.tags.of(each.id())));
        }
      }
      all.removeIf(each -> !filters.stream().allMatch(filter -> matches(each, filter)));
      return paging.page(all, each -> each.reservation().id());
    }
  }

  private static boolean matches(ReservationView view, Filter filter) {
    if (filter.name().startsWith("tag:")) {
      String value = view.tags().get(filter.name().substring("tag:".length()));
      return value != null && filter.matches(value);
    }
    Reservation reservation = view.reservation();
    return switch (filter.name()) {
      case "instance-type" -> filter.matches(reservation.instanceType());
      case "availability-zone" -> filter.matches(reservation.zone());
      case "state" -> filter.matches(view.state().wire());
      case "instance-match-criteria" ->
          filter.matches(reservation.targeted() ? "targeted" : "open");
      case "tag-key" -> filter.matchesAny(view.tags().keySet());
      default -> throw filter.unknown();
    };
  }

  /** How many addresses a subnet has left, if that is limited. */
  public Optional<Integer> freeAddresses(String regionName, String subnetId) {
    synchronized (engine) {
      Instant now = engine.now();
      return new FleetSupply(engine.region(regionName), world, now).freeAddresses(subnetId);
    }
  }

  /** US dollars that an instance costs in an hour. */
  public double price(String instanceType, String zone, Market market) {
    synchronized (engine) {
      Instant now = engine.now();
      String region = zone.substring(0, zone.length() - 1);
      return new FleetSupply(engine.region(region), world, now)
          .price(new Pool(instanceType, zone, market));
    }
  }

  /** Applies what is due. */
  void catchUp(Instant now) {
    schedule.due(now, this::apply);
  }

  private void apply(CapacityUpdate update, Instant at) {
    world.capacity.set(update);
    for (Reservation reservation : update.reservations()) {
      Region region = engine.region(reservation.region());
      if (region.reservations.put(reservation.id(), reservation) == null) {
        region.tags.add(reservation.id(), "capacity-reservation", Map.of());
      }
    }
    if (update.reclaimSpot()) {
      engine.regions().forEach(region -> reclaim(region, at));
    }
  }

  /** Gives notice to the youngest spot instances above the limits. */
  private void reclaim(Region region, Instant at) {
    for (PoolRule rule : world.capacity.rules()) {
      if (rule.refusal().isPresent()) {
        continue;
      }
      List<Machine> covered =
          region
              .living(at)
              .filter(each -> !each.isDoomed() && rule.covers(each.birth.pool()))
              .sorted(
                  Comparator.<Machine, Instant>comparing(each -> each.birth.launchTime())
                      .thenComparing(each -> each.birth.id()))
              .toList();
      List<Machine> spot =
          covered.stream().filter(each -> each.birth.pool().market() == Market.SPOT).toList();
      int over = Math.min(spot.size(), Math.max(0, covered.size() - rule.limit()));
      spot.subList(spot.size() - over, spot.size())
          .forEach(
              each ->
                  each.announceEnd(at, at.plus(NOTICE), world.times, EndCause.SPOT_INTERRUPTION));
    }
  }

  /** The next moment at which capacity changes by itself. */
  Optional<Instant> nextChange(Instant now) {
    List<Instant> moments = new ArrayList<>();
    schedule.next().ifPresent(moments::add);
    for (Region region : engine.regions()) {
      for (Reservation reservation : region.reservations.values()) {
        moments.add(reservation.start());
        reservation.clearedAt().ifPresent(moments::add);
        reservation.end().ifPresent(moments::add);
      }
    }
    return moments.stream().filter(moment -> moment.isAfter(now)).min(Comparator.naturalOrder());
  }
}
