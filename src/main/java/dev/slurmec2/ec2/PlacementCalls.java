package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribePlacementGroupsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.PlacementGroupState;
import software.amazon.awssdk.services.ec2.model.PlacementStrategy;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** CreatePlacementGroup, DescribePlacementGroups and DeletePlacementGroup. */
final class PlacementCalls {

  /** Looks for a new group until it is available: about half a minute all in all. */
  static final int NEW_GROUP_LOOKS = 6;

  private static final Duration FIRST_LOOK_AGAIN = Duration.ofMillis(500);

  private static final String DUPLICATE = "InvalidPlacementGroup.Duplicate";
  private static final String IN_USE = "InvalidPlacementGroup.InUse";
  private static final String UNKNOWN = "InvalidPlacementGroup.Unknown";

  private final Ec2Client client;
  private final Calls calls;

  PlacementCalls(Ec2Client client, Calls calls) {
    this.client = client;
    this.calls = calls;
  }

  /** DescribePlacementGroups has no pages. */
  Ec2Result<List<PlacementGroup>> withTag(String key, String value) {
    return by(Filter.builder().name("tag:" + key).values(value).build());
  }

  /** By filter, so that a name that EC2 does not know yet is no error. */
  private Ec2Result<List<PlacementGroup>> named(String name) {
    return by(Filter.builder().name("group-name").values(name).build());
  }

  private Ec2Result<List<PlacementGroup>> by(Filter filter) {
    Ec2Result<DescribePlacementGroupsResponse> answer =
        calls.ask(
            "DescribePlacementGroups",
            1,
            Patience.LOOK,
            () -> client.describePlacementGroups(request -> request.filters(filter)));
    return answer.map(ok -> ok.placementGroups().stream().map(PlacementCalls::group).toList());
  }

  Ec2Result<PlacementGroup> create(String name, Map<String, String> tags) {
    Ec2Result<Boolean> created =
        calls
            .ask(
                "CreatePlacementGroup",
                1,
                Patience.CHANGE,
                () ->
                    client.createPlacementGroup(
                        request ->
                            request
                                .groupName(name)
                                .strategy(PlacementStrategy.CLUSTER)
                                .tagSpecifications(specification(tags))))
            .map(ok -> true);
    if (created instanceof Ec2Result.Failed<Boolean> failed
        && !failed.error().code().equals(DUPLICATE)) {
      return new Ec2Result.Failed<>(failed.error());
    }
    return available(name, created);
  }

  private static List<TagSpecification> specification(Map<String, String> tags) {
    return tags.isEmpty()
        ? List.of()
        : List.of(
            TagSpecification.builder()
                .resourceType(ResourceType.PLACEMENT_GROUP)
                .tags(
                    tags.entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList())
                .build());
  }

  /** Waits until instances can be launched into it, so that no launch fails because it is new. */
  private Ec2Result<PlacementGroup> available(String name, Ec2Result<Boolean> created) {
    Duration wait = FIRST_LOOK_AGAIN;
    for (int look = 1; ; look++) {
      Ec2Result<List<PlacementGroup>> answer = named(name);
      if (!(answer instanceof Ec2Result.Ok<List<PlacementGroup>> ok)) {
        return answer.map(none -> new PlacementGroup(name, "", false, Map.of()));
      }
      Optional<PlacementGroup> group = ok.value().stream().findFirst();
      if (group.filter(PlacementGroup::available).isPresent()) {
        return group.get().strategy().equals(PlacementGroup.CLUSTER)
            ? new Ec2Result.Ok<>(group.get())
            : new Ec2Result.Failed<>(
                ErrorClasses.of(
                    DUPLICATE,
                    "The placement group %s exists with the strategy %s."
                        .formatted(name, group.get().strategy())));
      }
      if (look == NEW_GROUP_LOOKS || !calls.waiting().pause(wait)) {
        return created instanceof Ec2Result.Failed<Boolean> failed
            ? new Ec2Result.Failed<>(failed.error())
            : new Ec2Result.Failed<>(
                ErrorClasses.of(
                    UNKNOWN, "The new placement group " + name + " is not available yet."));
      }
      wait = wait.multipliedBy(2);
    }
  }

  Ec2Result<Boolean> delete(String name) {
    Ec2Result<Boolean> deleted =
        calls
            .ask(
                "DeletePlacementGroup",
                1,
                Patience.CHANGE,
                () -> client.deletePlacementGroup(request -> request.groupName(name)))
            .map(ok -> true);
    if (deleted instanceof Ec2Result.Failed<Boolean> failed) {
      if (failed.error().code().equals(UNKNOWN)) {
        return new Ec2Result.Ok<>(true);
      }
      if (failed.error().code().equals(IN_USE)) {
        return new Ec2Result.Ok<>(false);
      }
    }
    return deleted;
  }

  private static PlacementGroup group(
      software.amazon.awssdk.services.ec2.model.PlacementGroup group) {
    Map<String, String> tags = new HashMap<>();
    group.tags().forEach(tag -> tags.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
    return new PlacementGroup(
        Objects.requireNonNullElse(group.groupName(), ""),
        Objects.requireNonNullElse(group.strategyAsString(), ""),
        group.state() == PlacementGroupState.AVAILABLE,
        tags);
  }
}
