package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Describing and ending the instances of one region. */
final class Instances {

  /** DescribeInstances and TerminateInstances: at most this many ids in a call. */
  private static final int MAX_IDS = 1000;

  private static final Pattern ID = Pattern.compile("i-([0-9a-f]{8}|[0-9a-f]{17})");

  private final Region region;
  private final World world;

  Instances(Region region, World world) {
    this.region = region;
    this.world = world;
  }

  /** Lets go of addresses of the terminated, and of instances that EC2 shows no longer. */
  void forget(Instant now) {
    List<Machine> gone = new ArrayList<>();
    for (Machine machine : region.machines.values()) {
      if (!machine.addressFreed && machine.stateAt(now) == InstanceState.TERMINATED) {
        machine.addressFreed = true;
        world.addresses.free(machine.birth.privateIp());
        region.tags.remove(machine.birth.volumeId());
      }
      if (machine.isForgotten(now, world.times)) {
        gone.add(machine);
      }
    }
    for (Machine machine : gone) {
      region.machines.remove(machine.birth.id());
      region.tags.remove(machine.birth.id());
    }
  }

  Page<InstanceView> describe(
      List<String> ids, List<Filter> filters, Paging paging, boolean onlyRunning, Instant now) {
    if (!ids.isEmpty() && paging.isUsed()) {
      throw ApiError.combination(
          "The parameter instancesSet cannot be used with the parameter maxResults");
    }
    InstanceFilters.check(filters, Samples.INSTANCE);
    List<InstanceView> found =
        (ids.isEmpty() ? visible(now) : find(ids, now))
            .stream()
                .map(machine -> view(machine, now))
                .filter(view -> !onlyRunning || view.state() == InstanceState.RUNNING)
                .filter(view -> InstanceFilters.matches(view, filters))
                .toList();
    return paging.page(found, InstanceView::id);
  }

  private List<Machine> visible(Instant now) {
    return region.machines.values().stream()
        .filter(machine -> machine.isVisible(now, world.times))
        .toList();
  }

  boolean isInvisible(String id, Instant now) {
    Machine machine = region.machines.get(id);
    return machine != null && !machine.isVisible(now, world.times);
  }

  List<InstanceView> all(Instant now) {
    return region.machines.values().stream().map(machine -> view(machine, now)).toList();
  }

  List<InstanceView> live(Instant now) {
    return region.machines.values().stream()
        .filter(machine -> machine.stateAt(now).isLive())
        .map(machine -> view(machine, now))
        .toList();
  }

  /** One instance, also if no API call shows it yet. */
  Optional<InstanceView> remembered(String id, Instant now) {
    return Optional.ofNullable(region.machines.get(id))
        .filter(machine -> !machine.isForgotten(now, world.times))
        .map(machine -> view(machine, now));
  }

  InstanceView view(Machine machine, Instant now) {
    return machine.view(now, world.times, region.tags.of(machine.birth.id()));
  }

  /** All of these instances, or a refusal that names those that are not there. */
  List<Machine> find(List<String> ids, Instant now) {
    if (ids.size() > MAX_IDS) {
      throw ApiError.value(
          "The request names " + ids.size() + " instances; at most " + MAX_IDS + " may be.");
    }
    List<String> malformed = ids.stream().filter(id -> !ID.matcher(id).matches()).toList();
    if (!malformed.isEmpty()) {
      throw new ApiError(
          "InvalidInstanceID.Malformed", "Invalid id: \"" + String.join(", ", malformed) + "\"");
    }
    List<Machine> found = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String id : new LinkedHashSet<>(ids)) {
      Machine machine = region.machines.get(id);
      if (machine == null || !machine.isVisible(now, world.times)) {
        unknown.add(id);
      } else {
        found.add(machine);
      }
    }
    if (!unknown.isEmpty()) {
      throw ApiError.unknownInstances(unknown);
    }
    return found;
  }

  List<StateChange> terminate(List<String> ids, Instant now) {
    if (ids.isEmpty()) {
      throw ApiError.missing("InstanceId");
    }
    List<Machine> machines = find(ids, now);
    if (!world.buckets.take(
        region.name, TokenBuckets.TERMINATE_INSTANCES_RESOURCES, machines.size(), now)) {
      throw ApiError.throttled();
    }
    List<StateChange> changes = new ArrayList<>();
    for (Machine machine : machines) {
      InstanceState previous = machine.stateAt(now);
      machine.end(now, world.times, EndCause.USER);
      changes.add(new StateChange(machine.birth.id(), previous, machine.stateAt(now)));
    }
    return changes;
  }
}
