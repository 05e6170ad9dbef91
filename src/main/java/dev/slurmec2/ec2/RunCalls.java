package dev.slurmec2.ec2;

import dev.slurmec2.ec2.FleetOutcome.Launched;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;

/** RunInstances, for launches into a reservation; as {@link FleetCalls} for all others. */
final class RunCalls {

  private static final String TOKEN_USED = "IdempotentParameterMismatch";

  private final Ec2Client client;
  private final Calls calls;

  RunCalls(Ec2Client client, Calls calls) {
    this.client = client;
    this.calls = calls;
  }

  FleetOutcome run(ReservedLaunch wanted) {
    RunRequests.Made made = RunRequests.of(wanted);
    if (!made.problems().isEmpty()) {
      return new FleetOutcome.Refused(
          new Ec2Error(
              ErrorClass.CONFIGURATION,
              ErrorClasses.INVALID_REQUEST,
              made.problems().stream()
                  .map(
                      problem ->
                          "Node group %s, %s: %s"
                              .formatted(wanted.group().id(), problem.pointer(), problem.message()))
                  .collect(Collectors.joining(" "))));
    }
    Calls.Answer<RunInstancesResponse> answer =
        calls.askInDoubt(
            ApiBuckets.RUN_INSTANCES,
            wanted.count(),
            Patience.FLEET,
            () -> readable(made.request()));
    if (answer.result() instanceof Ec2Result.Ok<RunInstancesResponse> ok) {
      List<Launched> launched = ok.value().instances().stream().map(RunCalls::launched).toList();
      // Only what was launched has cost tokens.
      calls.pace().giveBack(ApiBuckets.RUN_INSTANCES, wanted.count() - launched.size());
      return new FleetOutcome.Answered(launched, List.of());
    }
    Ec2Error error = ((Ec2Result.Failed<RunInstancesResponse>) answer.result()).error();
    // A refusal does not undo what an earlier, unanswered attempt may have launched.
    return answer.inDoubt() || error.code().equals(TOKEN_USED)
        ? new FleetOutcome.Unknown(error)
        : new FleetOutcome.Refused(error);
  }

  private RunInstancesResponse readable(RunInstancesRequest request) {
    RunInstancesResponse answer = client.runInstances(request);
    if (answer.instances().isEmpty()) {
      throw SdkClientException.create("The answer to RunInstances holds no instance.");
    }
    return answer;
  }

  private static Launched launched(Instance instance) {
    return new Launched(
        Objects.requireNonNullElse(instance.instanceId(), ""),
        Objects.requireNonNullElse(instance.instanceTypeAsString(), ""),
        Optional.ofNullable(instance.placement()).map(placement -> placement.availabilityZone()),
        Optional.ofNullable(instance.subnetId()));
  }
}
