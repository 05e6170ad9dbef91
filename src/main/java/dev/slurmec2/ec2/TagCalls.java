package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;

/** CreateTags, also on instances that EC2 does not show everywhere yet. */
final class TagCalls {

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

  Ec2Result<Integer> tag(Collection<String> instanceIds, Map<String, String> tags) {
    if (tags.isEmpty()) {
      return new Ec2Result.Ok<>(0);
    }
    List<Tag> list =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    int tagged = 0;
    for (Ec2Result<Integer> part :
        parallel.map(Batches.of(instanceIds, IDS_PER_CALL), ids -> batch(ids, list))) {
      if (!(part instanceof Ec2Result.Ok<Integer> ok)) {
        return part;
      }
      tagged += ok.value();
    }
    return new Ec2Result.Ok<>(tagged);
  }

  /** Tags those that EC2 knows at once, and the others as soon as it knows them. */
  private Ec2Result<Integer> batch(List<String> ids, List<Tag> tags) {
    Set<String> left = new LinkedHashSet<>(ids);
    Set<String> later = new LinkedHashSet<>();
    Duration wait = FIRST_NOT_VISIBLE_WAIT;
    for (int round = 0; ; ) {
      Ec2Result<CreateTagsResponse> result = ask(left, tags);
      Set<String> unknown = Set.of();
      if (result instanceof Ec2Result.Failed<CreateTagsResponse> failed) {
        if (failed.error().errorClass() != ErrorClass.NOT_YET_VISIBLE
            || round == NOT_VISIBLE_ROUNDS) {
          return new Ec2Result.Failed<>(failed.error());
        }
        unknown = NamedIds.in(failed.error().message(), left);
        later.addAll(unknown);
        left.removeAll(unknown);
        if (!unknown.isEmpty() && !left.isEmpty()) {
          // The rest need not wait for them. Each such turn makes the batch smaller.
          continue;
        }
        later.addAll(left);
      }
      if (later.isEmpty()) {
        return new Ec2Result.Ok<>(ids.size());
      }
      left = new LinkedHashSet<>(later);
      later.clear();
      round++;
      if (!calls.waiting().pause(wait)) {
        return result.map(none -> 0);
      }
      wait = wait.multipliedBy(2);
    }
  }

  private Ec2Result<CreateTagsResponse> ask(Set<String> ids, List<Tag> tags) {
    return calls.ask(
        "CreateTags",
        ids.size(),
        Patience.CHANGE,
        () -> client.createTags(request -> request.resources(ids).tags(tags)));
  }
}
