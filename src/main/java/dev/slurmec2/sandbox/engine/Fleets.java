package dev.slurmec2.sandbox.engine;

import dev.slurmec2.sandbox.engine.FleetAnswer.Launched;
import dev.slurmec2.sandbox.engine.FleetAnswer.PoolError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CreateFleet in one region. */
final class Fleets {

  /** How many answered client tokens are remembered; EC2 remembers them for a day or so. */
  private static final int MAX_TOKENS = 10_000;

  private final Region region;
  private final World world;

  Fleets(Region region, World world) {
    this.region = region;
    this.world = world;
  }

  FleetAnswer create(FleetSpec spec, Instant now) {
    Region.AnsweredToken before =
        spec.clientToken().isEmpty() ? null : region.tokens.get(spec.clientToken());
    if (before != null) {
      if (!before.request().equals(spec)) {
        throw new ApiError(
            "IdempotentParameterMismatch",
            "Arguments on this idempotent request are inconsistent with arguments used in previous"
                + " request(s).");
      }
      return before.answer();
    }
    Map<Market, List<Candidate>> candidates = new FleetCheck(region, world.types).check(spec, now);
    if (spec.total().orElse(0) > world.addresses.available()) {
      throw new ApiError(
          "InsufficientFreeAddressesInSubnet",
          "The sandbox has only " + world.addresses.available() + " private addresses left.");
    }
    FleetAnswer answer = launch(spec, candidates, now);
    if (!spec.clientToken().isEmpty()) {
      region.tokens.put(spec.clientToken(), new Region.AnsweredToken(spec, answer));
      if (region.tokens.size() > MAX_TOKENS) {
        region.tokens.remove(region.tokens.keySet().iterator().next());
      }
    }
    return answer;
  }

  private FleetAnswer launch(FleetSpec spec, Map<Market, List<Candidate>> candidates, Instant now) {
    String fleetId = world.ids.fleet();
    if (spec.run().isEmpty()) {
      region.tags.add(fleetId, "fleet", spec.tags().getOrDefault("fleet", Map.of()));
    }
    List<Launched> launched = new ArrayList<>();
    List<PoolError> errors = new ArrayList<>();
    Map<Market, Integer> targets = FleetCheck.targets(spec);
    for (Market market : Market.values()) {
      int target = targets.getOrDefault(market, 0);
      if (target == 0) {
        continue;
      }
      int tokens = world.buckets.available(region.name, TokenBuckets.RUN_INSTANCES_RESOURCES, now);
      Allocation.Result result =
          new Allocation(spec.options(market), new FleetSupply(region, world, now))
              .fill(candidates.getOrDefault(market, List.of()), target, tokens);
      int count = result.picks().values().stream().mapToInt(Integer::intValue).sum();
      world.buckets.take(region.name, TokenBuckets.RUN_INSTANCES_RESOURCES, count, now);
      result
          .picks()
          .forEach((each, number) -> launched.add(launch(spec, fleetId, each, number, now)));
      errors.addAll(errors(result.errors()));
    }
    return new FleetAnswer(fleetId, launched, errors);
  }

  /** One error per override and code, also where an override stands for many types. */
  private static List<PoolError> errors(Map<Candidate, ApiError> byCandidate) {
    Map<List<Object>, PoolError> distinct = new LinkedHashMap<>();
    byCandidate.forEach(
        (each, error) ->
            distinct.putIfAbsent(
                List.of(each.override(), each.template(), error.code()),
                new PoolError(
                    error.code(),
                    error.sentence(),
                    each.pool().market(),
                    each.template(),
                    each.override())));
    return List.copyOf(distinct.values());
  }

  private Launched launch(
      FleetSpec spec, String fleetId, Candidate candidate, int count, Instant now) {
    String reservation = world.ids.next("r-");
    List<String> capacityReservations =
        new FleetSupply(region, world, now).reservationsFor(candidate, count);
    List<String> ids = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      Machine.Birth birth =
          new Machine.Birth(
              region.name,
              world.ids.next("i-"),
              reservation,
              index,
              spec.clientToken(),
              candidate.pool(),
              candidate.subnet().id(),
              world.addresses.take(),
              candidate.imageId(),
              world.ids.next("vol-"),
              index < capacityReservations.size()
                  ? Optional.of(capacityReservations.get(index))
                  : Optional.empty(),
              candidate.placementGroup(),
              now,
              now.plus(world.times.boot()));
      Machine machine = new Machine(birth);
      birth
          .capacityReservationId()
          .map(region.reservations::get)
          .flatMap(Reservation::clearedAt)
          .ifPresent(
              end -> machine.announceEnd(now, end, world.times, EndCause.CAPACITY_BLOCK_OVER));
      region.machines.put(birth.id(), machine);
      Map<String, String> tags =
          new LinkedHashMap<>(spec.tags().getOrDefault("instance", Map.of()));
      if (spec.run().isEmpty()) {
        tags.put("aws:ec2:fleet-id", fleetId);
      }
      tags.put("aws:ec2launchtemplate:id", candidate.template().id());
      tags.put("aws:ec2launchtemplate:version", candidate.template().version());
      region.tags.add(birth.id(), "instance", tags);
      region.tags.add(birth.volumeId(), "volume", spec.tags().getOrDefault("volume", Map.of()));
      ids.add(birth.id());
    }
    return new Launched(
        ids,
        candidate.pool(),
        Region.zoneId(candidate.pool().zone()),
        candidate.subnet().id(),
        candidate.template(),
        candidate.override());
  }
}
