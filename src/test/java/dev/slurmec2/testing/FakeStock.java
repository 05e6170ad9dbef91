package dev.slurmec2.testing;

import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.PlacementGroup;
import dev.slurmec2.ec2.Tags;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Placement groups and capacity reservations of one region, for EC2s in memory. */
public final class FakeStock {

  /** The placement groups by name. */
  public final Map<String, PlacementGroup> groups = new ConcurrentHashMap<>();

  /** Names of groups that cannot be deleted now. */
  public final Set<String> groupsInUse = new LinkedHashSet<>();

  /** The capacity reservations by id. */
  public final Map<String, CapacityReservation> reservations = new ConcurrentHashMap<>();

  /** Calls in their order, as {@code CreatePlacementGroup name}. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** If present, every call fails. */
  public Optional<Ec2Error> error = Optional.empty();

  /** As {@link dev.slurmec2.ec2.Ec2#placementGroups}. */
  public Ec2Result<List<PlacementGroup>> placementGroups(String cluster) {
    calls.add("DescribePlacementGroups");
    return answer(
        groups.values().stream()
            .filter(group -> group.tag(Tags.CLUSTER).filter(cluster::equals).isPresent())
            .toList());
  }

  /** As {@link dev.slurmec2.ec2.Ec2#createPlacementGroup}. */
  public Ec2Result<PlacementGroup> createPlacementGroup(String name, Map<String, String> tags) {
    calls.add("CreatePlacementGroup " + name);
    if (error.isPresent()) {
      return new Ec2Result.Failed<>(error.get());
    }
    return new Ec2Result.Ok<>(
        groups.computeIfAbsent(
            name, key -> new PlacementGroup(key, PlacementGroup.CLUSTER, true, tags)));
  }

  /** As {@link dev.slurmec2.ec2.Ec2#deletePlacementGroup}. */
  public Ec2Result<Boolean> deletePlacementGroup(String name) {
    calls.add("DeletePlacementGroup " + name);
    boolean delete = error.isEmpty() && !groupsInUse.contains(name);
    if (delete) {
      groups.remove(name);
    }
    return answer(delete);
  }

  /** As {@link dev.slurmec2.ec2.Ec2#capacityReservations}. */
  public Ec2Result<List<CapacityReservation>> capacityReservations(Collection<String> ids) {
    calls.add("DescribeCapacityReservations");
    return answer(reservations.values().stream().filter(each -> ids.contains(each.id())).toList());
  }

  /** From now on the reservation has so many instances left. */
  public void reserve(String id, int available) {
    reservations.computeIfPresent(
        id,
        (key, old) ->
            new CapacityReservation(
                id,
                old.instanceType(),
                old.zone(),
                old.state(),
                old.block(),
                old.targeted(),
                old.total(),
                available,
                old.start(),
                old.end(),
                old.tags()));
  }

  private <T> Ec2Result<T> answer(T value) {
    return error
        .<Ec2Result<T>>map(Ec2Result.Failed::new)
        .orElseGet(() -> new Ec2Result.Ok<>(value));
  }
}
