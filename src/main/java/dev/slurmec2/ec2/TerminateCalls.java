package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesResponse;

/**
 * TerminateInstances. EC2 ends none of a batch that holds one id it does not know or may not end
 * (API reference, TerminateInstances), so a refused batch is taken apart.
 */
final class TerminateCalls {

  /** Half of EC2's limit of 1000; the API page asks for smaller batches. */
  static final int IDS_PER_CALL = 500;

  /**
   * Calls that a batch of 500 may cost when it is refused: a full bucket of TerminateInstances
   * (100), enough to single out ten protected instances by halves.
   */
  static final int MAX_CALLS_PER_BATCH = 100;

  /** Times that ids unknown to EC2 are asked again, for a new instance is shown late. */
  static final int NOT_VISIBLE_ROUNDS = 4;

  private static final Duration FIRST_NOT_VISIBLE_WAIT = Duration.ofSeconds(2);

  private final Ec2Client client;
  private final Calls calls;
  private final Parallel parallel;

  TerminateCalls(Ec2Client client, Calls calls, Parallel parallel) {
    this.client = client;
    this.calls = calls;
    this.parallel = parallel;
  }

  TerminateOutcome terminate(Collection<String> instanceIds) {
    Set<String> ended = new LinkedHashSet<>();
    Map<String, Ec2Error> failed = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>(instanceIds);
    Duration wait = FIRST_NOT_VISIBLE_WAIT;
    for (int round = 0; !left.isEmpty(); round++) {
      for (Batch batch : parallel.map(Batches.of(left, IDS_PER_CALL), this::batch)) {
        ended.addAll(batch.ended);
        failed.putAll(batch.failed);
      }
      left = notVisible(failed);
      if (round == NOT_VISIBLE_ROUNDS || left.isEmpty() || !calls.waiting().pause(wait)) {
        break;
      }
      failed.keySet().removeAll(left);
      wait = wait.multipliedBy(2);
    }
    return new TerminateOutcome(ended, failed);
  }

  private static Set<String> notVisible(Map<String, Ec2Error> failed) {
    Set<String> ids = new LinkedHashSet<>();
    failed.forEach(
        (id, error) -> {
          if (error.errorClass() == ErrorClass.NOT_YET_VISIBLE) {
            ids.add(id);
          }
        });
    return ids;
  }

  private Batch batch(List<String> ids) {
    Batch batch = new Batch();
    batch.end(ids);
    return batch;
  }

  /** One batch and what became of its ids. */
  private final class Batch {
    private final Set<String> ended = new LinkedHashSet<>();
    private final Map<String, Ec2Error> failed = new LinkedHashMap<>();
    private int callsMade;

    void end(List<String> ids) {
      if (ids.isEmpty()) {
        return;
      }
      callsMade++;
      Ec2Result<TerminateInstancesResponse> result =
          calls.ask(
              "TerminateInstances",
              ids.size(),
              Patience.CHANGE,
              () -> client.terminateInstances(request -> request.instanceIds(ids)));
      if (result instanceof Ec2Result.Ok<TerminateInstancesResponse> ok) {
        answered(ids, ok.value());
      } else {
        refused(ids, ((Ec2Result.Failed<TerminateInstancesResponse>) result).error());
      }
    }

    private void answered(List<String> ids, TerminateInstancesResponse answer) {
      answer.terminatingInstances().stream()
          .filter(change -> !Instances.state(stateName(change)).isLive())
          .forEach(change -> ended.add(change.instanceId()));
      for (String id : ids) {
        if (!ended.contains(id)) {
          failed.put(
              id,
              new Ec2Error(
                  ErrorClass.UNKNOWN,
                  "NotTerminated",
                  "EC2 answered TerminateInstances without saying that " + id + " ends."));
        }
      }
    }

    private static @Nullable String stateName(InstanceStateChange change) {
      return change.currentState() == null ? null : change.currentState().nameAsString();
    }

    private void refused(List<String> ids, Ec2Error error) {
      boolean hopeless =
          error.errorClass() == ErrorClass.THROTTLED
              || error.errorClass() == ErrorClass.SERVER
              || error.code().equals(ErrorClasses.NO_CREDENTIALS)
              || error.code().equals(ErrorClasses.TLS_REFUSED);
      if (ids.size() == 1 || hopeless || callsMade >= MAX_CALLS_PER_BATCH) {
        ids.forEach(id -> failed.put(id, error));
        return;
      }
      Set<String> named = NamedIds.in(error.message(), ids);
      if (named.isEmpty()) {
        end(ids.subList(0, ids.size() / 2));
        end(ids.subList(ids.size() / 2, ids.size()));
      } else {
        named.forEach(id -> failed.put(id, error));
        end(ids.stream().filter(id -> !named.contains(id)).toList());
      }
    }
  }
}
