package dev.slurmec2.ec2;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservationType;
import software.amazon.awssdk.services.ec2.model.DescribeCapacityReservationsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceMatchCriteria;

/** DescribeCapacityReservations. */
final class ReservationCalls {

  /** The API names no limit; a configuration names a few. */
  static final int IDS_PER_CALL = 100;

  private static final String UNKNOWN = "InvalidCapacityReservationId.NotFound";

  private final Ec2Client client;
  private final Calls calls;

  ReservationCalls(Ec2Client client, Calls calls) {
    this.client = client;
    this.calls = calls;
  }

  Ec2Result<List<CapacityReservation>> describe(Collection<String> ids) {
    List<CapacityReservation> found = new ArrayList<>();
    for (List<String> batch : Batches.of(ids, IDS_PER_CALL)) {
      Set<String> left = new LinkedHashSet<>(batch);
      // Each refusal names at least one id to leave out, so there are no more rounds than ids.
      while (!left.isEmpty()) {
        Ec2Result<List<CapacityReservation>> part = allPages(left);
        if (part instanceof Ec2Result.Ok<List<CapacityReservation>> ok) {
          found.addAll(ok.value());
          break;
        }
        Ec2Error error = ((Ec2Result.Failed<List<CapacityReservation>>) part).error();
        Set<String> unknown =
            error.code().equals(UNKNOWN) ? NamedIds.in(error.message(), left) : Set.of();
        if (unknown.isEmpty()) {
          return part;
        }
        left.removeAll(unknown);
      }
    }
    return new Ec2Result.Ok<>(List.copyOf(found));
  }

  private Ec2Result<List<CapacityReservation>> allPages(Set<String> ids) {
    List<CapacityReservation> found = new ArrayList<>();
    Set<String> tokens = new LinkedHashSet<>();
    String token = null;
    do {
      String page = token;
      Ec2Result<DescribeCapacityReservationsResponse> result =
          calls.ask(
              "DescribeCapacityReservations",
              ids.size(),
              Patience.RESERVATIONS,
              () ->
                  client.describeCapacityReservations(
                      request -> request.capacityReservationIds(ids).nextToken(page)));
      if (!(result instanceof Ec2Result.Ok<DescribeCapacityReservationsResponse> ok)) {
        return result.map(none -> List.of());
      }
      ok.value().capacityReservations().stream()
          .map(ReservationCalls::reservation)
          .forEach(found::add);
      token = ok.value().nextToken();
    } while (token != null
        && !token.isEmpty()
        && tokens.add(token)
        && tokens.size() < DescribeCalls.MAX_PAGES);
    return new Ec2Result.Ok<>(found);
  }

  private static CapacityReservation reservation(
      software.amazon.awssdk.services.ec2.model.CapacityReservation each) {
    Map<String, String> tags = new HashMap<>();
    each.tags().forEach(tag -> tags.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
    return new CapacityReservation(
        each.capacityReservationId(),
        Objects.requireNonNullElse(each.instanceType(), ""),
        Objects.requireNonNullElse(each.availabilityZone(), ""),
        Objects.requireNonNullElse(each.stateAsString(), ""),
        each.reservationType() == CapacityReservationType.CAPACITY_BLOCK,
        each.instanceMatchCriteria() == InstanceMatchCriteria.TARGETED,
        Objects.requireNonNullElse(each.totalInstanceCount(), 0),
        Objects.requireNonNullElse(each.availableInstanceCount(), 0),
        Optional.ofNullable(each.startDate()),
        Optional.ofNullable(each.endDate()),
        tags);
  }
}
