package dev.slurmec2.power;

import dev.slurmec2.capacity.Offer;
import dev.slurmec2.capacity.Shortage;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.LaunchTokens;
import dev.slurmec2.ec2.ReservedLaunch;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import dev.slurmec2.reconcile.RegionProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fleet request, asked again while it is throttled; what it says of pools is remembered in
 * their cool-downs.
 */
final class FleetLauncher {
  private static final Logger log = LoggerFactory.getLogger(FleetLauncher.class);

  /** Pauses between requests for what was throttled: a bucket of 2 a second needs some seconds. */
  static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(15));

  /**
   * How often, with these pauses, a launch without an answer is looked for by its tag: nearly all
   * instances are visible within seconds; what shows later is ended as an orphan by change-state.
   */
  private static final List<Duration> LOOKS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(6));

  /** What one that does not wait takes for being there: other groups launch at the same time. */
  private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

  private final PowerSite site;
  private final Instant deadline;
  private final boolean waits;

  /**
   * @param deadline when to stop asking again for what was throttled
   */
  FleetLauncher(PowerSite site, Instant deadline) {
    this(site, deadline, true);
  }

  private FleetLauncher(PowerSite site, Instant deadline, boolean waits) {
    this.site = site;
    this.deadline = deadline;
    this.waits = waits;
  }

  /** One that leaves waiting to its caller: what was throttled is not asked for again. */
  static FleetLauncher thatDoesNotWait(PowerSite site, Instant deadline) {
    return new FleetLauncher(site, deadline, false);
  }

  /**
   * What to ask for.
   *
   * @param way the group by one of its ways, without parameter references
   * @param offers which of the way's choices; at least one
   * @param nodes from 1 to {@link Resume#FLEET_LIMIT}
   * @param allOrNothing whether fewer are of no use
   * @param singleZone whether all must be in one zone
   * @param placementGroup the placement group to launch into, which is there
   * @param reservation the capacity reservation to launch into, of which there is one offer
   */
  record Order(
      NodeGroup way,
      List<Offer> offers,
      List<String> nodes,
      boolean allOrNothing,
      boolean singleZone,
      Optional<String> placementGroup,
      Optional<CapacityReservation> reservation) {}

  /**
   * What came of it.
   *
   * @param instances in EC2's order; normally not more than were asked for
   * @param errors of the last answer, when fewer came
   */
  record Launched(List<NodeInstance> instances, List<Ec2Error> errors) {}

  /** Whether there is time for another request. */
  boolean hasTime() {
    return site.now().isBefore(deadline);
  }

  /**
   * Why EC2's launch limit does not let so many through in time.
   *
   * @param way the group by one of its ways
   */
  Optional<Ec2Error> tooFewTokens(NodeGroup way, int count) {
    LaunchTokens tokens = site.ec2().of(way).launchTokens();
    Instant there = site.now().plus(tokens.timeFor(count));
    return there.isAfter(waits ? deadline : site.now().plus(SHORT_WAIT))
        ? Optional.of(tokens.tooFew(RegionProfile.of(way).toString(), count))
        : Optional.empty();
  }

  /** Asks, and for what was throttled again within the deadline. */
  Launched launch(Order order) throws InterruptedException {
    NodeGroup way = order.way();
    Ec2 ec2 = site.ec2().of(way);
    List<NodeInstance> instances = new ArrayList<>();
    List<String> open = order.nodes();
    for (int attempt = 0; ; attempt++) {
      Optional<Ec2Error> tooFewTokens = tooFewTokens(way, open.size());
      if (tooFewTokens.isPresent()) {
        return new Launched(instances, List.of(tooFewTokens.get()));
      }
      Answer answer = ask(ec2, order, open);
      instances.addAll(answer.instances());
      remember(order, open.size(), answer);
      open = open.subList(Math.min(open.size(), answer.instances().size()), open.size());
      if (open.isEmpty()) {
        return new Launched(instances, List.of());
      }
      boolean again =
          waits
              && answer.errors().stream()
                  .anyMatch(e -> e.error().errorClass() == ErrorClass.THROTTLED)
              && attempt < PAUSES.size()
              && site.now().plus(PAUSES.get(attempt)).isBefore(deadline);
      if (!again) {
        return new Launched(instances, answer.errors().stream().map(PoolError::error).toList());
      }
      log.info(
          "{}: throttled; asking again for {} in {} s",
          way.id(),
          Hostlist.fold(open),
          PAUSES.get(attempt).toSeconds());
      site.sleeper().sleep(PAUSES.get(attempt));
    }
  }

  private void remember(Order order, int count, Answer answer) {
    Shortage.of(
            order.offers(),
            order.allOrNothing() ? count : 1,
            order.singleZone() && count > 1,
            answer.errors())
        .forEach((code, refused) -> site.coolDowns().begin(refused, code));
  }

  private record Answer(List<NodeInstance> instances, List<PoolError> errors) {}

  private Answer ask(Ec2 ec2, Order order, List<String> nodes) throws InterruptedException {
    FleetRequest request = request(order, nodes);
    RegionProfile where = RegionProfile.of(order.way());
    FleetOutcome outcome =
        order.reservation().isPresent()
            ? ec2.runInstances(reserved(order, order.reservation().get(), request))
            : ec2.createFleet(request);
    Answer answer;
    if (outcome instanceof FleetOutcome.Answered answered) {
      answer =
          new Answer(
              answered.instances().stream()
                  .map(i -> new NodeInstance(i.instanceId(), where, zone(order, i)))
                  .toList(),
              answered.errors());
    } else if (outcome instanceof FleetOutcome.Unknown unknown) {
      answer = new Answer(lookFor(ec2, where, request), List.of(ofAll(unknown.error())));
    } else {
      answer = new Answer(List.of(), List.of(ofAll(((FleetOutcome.Refused) outcome).error())));
    }
    log.info(
        "{}: launch {} of {} in {}: {} instances{}",
        request.group().id(),
        request.launchId(),
        request.count(),
        order.reservation().map(CapacityReservation::id).orElse(request.group().region()),
        answer.instances().size(),
        answer.errors().isEmpty() ? "" : ", errors " + counted(answer.errors()));
    return answer;
  }

  private static PoolError ofAll(Ec2Error error) {
    return new PoolError(
        error, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The zone as EC2 says it, else that of the subnet as far as it is known. */
  private static Optional<String> zone(Order order, FleetOutcome.Launched launched) {
    return launched
        .zone()
        .or(
            () ->
                order.offers().stream()
                    .filter(o -> launched.subnetId().equals(Optional.of(o.choice().subnetId())))
                    .map(offer -> offer.pool().zone())
                    .findFirst());
  }

  /** Equal errors once, with how many pools said so. */
  private static String counted(List<PoolError> errors) {
    return errors.stream()
        .collect(
            Collectors.groupingBy(
                error -> error.error().toString(), LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
        .collect(Collectors.joining("; "));
  }

  private List<NodeInstance> lookFor(Ec2 ec2, RegionProfile where, FleetRequest request)
      throws InterruptedException {
    List<NodeInstance> found = List.of();
    for (Duration pause : LOOKS) {
      site.sleeper().sleep(pause);
      if (ec2.describe(InstanceQuery.liveWithTag(Tags.LAUNCH, request.launchId()))
          instanceof Ec2Result.Ok<List<Instance>> ok) {
        found =
            ok.value().stream()
                .map(i -> new NodeInstance(i.id(), where, Optional.of(i.zone())))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
        if (found.size() >= request.count()) {
          break;
        }
      }
    }
    log.warn(
        "{}: launch {} was not answered; {} of {} instances found by its tag",
        request.group().id(),
        request.launchId(),
        found.size(),
        request.count());
    return found;
  }

  private static ReservedLaunch reserved(
      Order order, CapacityReservation reservation, FleetRequest request) {
    return new ReservedLaunch(
        request.group(),
        order.offers().get(0).choice(),
        reservation,
        request.count(),
        Math.max(1, request.minimum()),
        request.placementGroup(),
        request.launchId(),
        request.tags());
  }

  private FleetRequest request(Order order, List<String> nodes) {
    String launchId = site.launchIds().get();
    Map<String, String> tags = LaunchTags.of(order.way(), nodes, site.cluster(), launchId);
    order.placementGroup().ifPresent(name -> tags.put(Tags.PLACEMENT_GROUP, name));
    return new FleetRequest(
        order.way(),
        order.offers().stream().map(Offer::choice).toList(),
        nodes.size(),
        order.allOrNothing() && nodes.size() > 1 ? nodes.size() : 0,
        order.singleZone() && nodes.size() > 1,
        order.placementGroup(),
        launchId,
        tags);
  }
}
