package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;

/** CreateTags, also on instances that EC2 does not show everywhere yet. */
final class TagCalls {

  static final String ACTION = "CreateTags";

  /** EC2's limit of resources a call. */
  static final int IDS_PER_CALL = 1000;

  /** Times that a batch is asked again for ids unknown to EC2: a minute all in all. */
  static final int NOT_VISIBLE_ROUNDS = 6;

  private static final Duration FIRST_NOT_VISIBLE_WAIT = Duration.ofSeconds(1);

  private final Ec2Client client;
  private final Calls calls;
  private final Parallel parallel;

  TagCalls(Ec2Client client, Calls calls, Parallel parallel) {
    this.client = client;
    this.calls = calls;
    this.parallel = parallel;
  }

  TagOutcome tag(Collection<String> instanceIds, Map<String, String> tags) {
    if (tags.isEmpty()) {
      return TagOutcome.DONE;
    }
    List<Tag> list =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    parallel
        .map(Batches.of(instanceIds, IDS_PER_CALL), ids -> batch(ids, list))
        .forEach(failed::putAll);
    return new TagOutcome(failed);
  }

  /**
   * Tags those that EC2 knows at once, and the others as soon as it knows them.
   *
   * @return why, by id, for those that it did not tag
   */
  private Map<String, Ec2Error> batch(List<String> ids, List<Tag> tags) {
    Set<String> left = new LinkedHashSet<>(ids);
    Set<String> later = new LinkedHashSet<>();
    Duration wait = FIRST_NOT_VISIBLE_WAIT;
    for (int round = 0; ; ) {
      Ec2Result<CreateTagsResponse> result = ask(left, tags);
      if (result instanceof Ec2Result.Failed<CreateTagsResponse> failed) {
        Ec2Error error = failed.error();
        Set<String> unknown =
            error.errorClass() == ErrorClass.NOT_YET_VISIBLE
                ? NamedIds.in(error.message(), left)
                : Set.of();
        boolean isLast = round == NOT_VISIBLE_ROUNDS;
        left.removeAll(unknown);
        if (!unknown.isEmpty() && !left.isEmpty()) {
          // The rest need not wait for them. Each such turn makes the batch smaller.
          later.addAll(unknown);
          continue;
        }
        later.addAll(unknown);
        later.addAll(left);
        if (error.errorClass() != ErrorClass.NOT_YET_VISIBLE || isLast) {
          return TagOutcome.failed(later, error).failed();
        }
      } else if (round == NOT_VISIBLE_ROUNDS) {
        return TagOutcome.failed(later, notVisible(later)).failed();
      }
      if (later.isEmpty()) {
        return Map.of();
      }
      left = new LinkedHashSet<>(later);
      later.clear();
      round++;
      if (!calls.waiting().pause(wait)) {
        return TagOutcome.failed(left, notVisible(left)).failed();
      }
      wait = wait.multipliedBy(2);
    }
  }

  private static Ec2Error notVisible(Set<String> ids) {
    return new Ec2Error(
        ErrorClass.NOT_YET_VISIBLE,
        "InvalidInstanceID.NotFound",
        "EC2 did not know " + ids + " in time to tag them");
  }

  private Ec2Result<CreateTagsResponse> ask(Set<String> ids, List<Tag> tags) {
    return calls.ask(
        ACTION,
        ids.size(),
        Patience.CHANGE,
        () -> client.createTags(request -> request.resources(ids).tags(tags)));
  }
}
