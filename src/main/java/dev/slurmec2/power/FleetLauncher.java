package dev.slurmec2.power;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Tag;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.ErrorClasses;
import dev.slurmec2.ec2.FleetOutcome;
import dev.slurmec2.ec2.FleetRequest;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import dev.slurmec2.ec2.Tags;
import dev.slurmec2.hostlist.Hostlist;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets instances for nodes of one group: fleet requests until all came or EC2's no is final. */
final class FleetLauncher {
  private static final Logger log = LoggerFactory.getLogger(FleetLauncher.class);

  /** Pauses between requests for what was throttled: a bucket of 2 a second needs some seconds. */
  private static final List<Duration> PAUSES =
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

  private final PowerSite site;

  FleetLauncher(PowerSite site) {
    this.site = site;
  }

  /**
   * What came of it.
   *
   * @param instances instance id by node, in the order of the nodes
   * @param surplus instances that no node needs
   * @param failed the most telling error by node
   */
  record Launched(
      Map<String, String> instances, List<String> surplus, Map<String, Ec2Error> failed) {}

  /**
   * Launches.
   *
   * @param group without parameter references
   * @param nodes at most {@link Resume#FLEET_LIMIT}
   * @param deadline when to stop asking again for what was throttled
   */
  Launched launch(NodeGroup group, List<String> nodes, Instant deadline)
      throws InterruptedException {
    Ec2 ec2 = site.ec2().of(group);
    Map<String, String> instances = new LinkedHashMap<>();
    List<String> remaining = new ArrayList<>(nodes);
    for (int attempt = 0; ; attempt++) {
      FleetRequest request = request(group, remaining);
      Answer answer = ask(ec2, request);
      int taken = Math.min(remaining.size(), answer.instanceIds().size());
      for (int i = 0; i < taken; i++) {
        instances.put(remaining.get(i), answer.instanceIds().get(i));
      }
      List<String> surplus = answer.instanceIds().subList(taken, answer.instanceIds().size());
      remaining = remaining.subList(taken, remaining.size());
      if (remaining.isEmpty()) {
        return new Launched(instances, surplus, Map.of());
      }
      boolean again =
          answer.errors().stream().anyMatch(e -> e.errorClass() == ErrorClass.THROTTLED)
              && attempt < PAUSES.size()
              && site.now().plus(PAUSES.get(attempt)).isBefore(deadline);
      if (!again) {
        Ec2Error error = mostTelling(answer.errors());
        return new Launched(
            instances,
            surplus,
            remaining.stream().collect(Collectors.toMap(node -> node, node -> error)));
      }
      log.info(
          "{}: throttled; asking again for {} in {} s",
          group.id(),
          Hostlist.fold(remaining),
          PAUSES.get(attempt).toSeconds());
      site.sleeper().sleep(PAUSES.get(attempt));
    }
  }

  private static Ec2Error mostTelling(List<Ec2Error> errors) {
    return ErrorClasses.mostTelling(errors)
        .orElseGet(
            () ->
                new Ec2Error(
                    ErrorClass.CAPACITY,
                    "UnfulfillableCapacity",
                    "EC2 launched fewer instances than asked for and gave no reason"));
  }

  private record Answer(List<String> instanceIds, List<Ec2Error> errors) {}

  private Answer ask(Ec2 ec2, FleetRequest request) throws InterruptedException {
    FleetOutcome outcome = ec2.createFleet(request);
    Answer answer;
    if (outcome instanceof FleetOutcome.Answered answered) {
      answer =
          new Answer(
              answered.instances().stream().map(FleetOutcome.Launched::instanceId).toList(),
              answered.errors().stream().map(FleetOutcome.PoolError::error).toList());
    } else if (outcome instanceof FleetOutcome.Unknown unknown) {
      answer = new Answer(lookFor(ec2, request), List.of(unknown.error()));
    } else {
      answer = new Answer(List.of(), List.of(((FleetOutcome.Refused) outcome).error()));
    }
    log.info(
        "{}: launch {} of {} in {}: {} instances{}",
        request.group().id(),
        request.launchId(),
        request.count(),
        request.group().region(),
        answer.instanceIds().size(),
        answer.errors().isEmpty() ? "" : ", errors " + counted(answer.errors()));
    return answer;
  }

  /** Equal errors once, with how many pools said so. */
  private static String counted(List<Ec2Error> errors) {
    return errors.stream()
        .collect(
            Collectors.groupingBy(Ec2Error::toString, LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
        .collect(Collectors.joining("; "));
  }

  private List<String> lookFor(Ec2 ec2, FleetRequest request) throws InterruptedException {
    List<String> found = List.of();
    for (Duration pause : LOOKS) {
      site.sleeper().sleep(pause);
      if (ec2.describe(InstanceQuery.liveWithTag(Tags.LAUNCH, request.launchId()))
          instanceof Ec2Result.Ok<List<Instance>> ok) {
        found = ok.value().stream().map(Instance::id).sorted().toList();
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

  private FleetRequest request(NodeGroup group, List<String> nodes) {
    String launchId = site.launchIds().get();
    Map<String, String> tags = new LinkedHashMap<>();
    for (Tag tag : group.tags()) {
      if (!tag.hasPlaceholder()) {
        tags.put(tag.key(), tag.value());
      }
    }
    if (nodes.size() == 1) {
      tags.put(Tags.NAME, nodes.get(0));
    }
    tags.put(Tags.CLUSTER, site.cluster());
    tags.put(Tags.PARTITION, group.partition());
    tags.put(Tags.NODE_GROUP, group.name());
    tags.put(Tags.LAUNCH, launchId);
    return new FleetRequest(group, nodes.size(), 0, launchId, tags);
  }
}
