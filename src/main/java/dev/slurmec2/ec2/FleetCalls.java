package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiShapes.ShapeProblem;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;

/** CreateFleet: the one call that costs money when its answer is lost. */
final class FleetCalls {

  private static final String TOKEN_USED = "IdempotentParameterMismatch";

  private final Ec2Client client;
  private final Calls calls;

  FleetCalls(Ec2Client client, Calls calls) {
    this.client = client;
    this.calls = calls;
  }

  FleetOutcome create(FleetRequest wanted) {
    FleetRequests.Made made = FleetRequests.of(wanted);
    if (!made.problems().isEmpty()) {
      return new FleetOutcome.Refused(doesNotFit(wanted, made));
    }
    Calls.Answer<CreateFleetResponse> answer =
        calls.askInDoubt(
            "CreateFleet", wanted.count(), Patience.FLEET, () -> readable(made.request()));
    if (answer.result() instanceof Ec2Result.Ok<CreateFleetResponse> ok) {
      FleetOutcome.Answered answered = FleetAnswers.of(ok.value());
      settle(wanted.count(), answered);
      return answered;
    }
    Ec2Error error = ((Ec2Result.Failed<CreateFleetResponse>) answer.result()).error();
    // A refusal does not undo what an earlier, unanswered attempt may have launched.
    return answer.inDoubt() || error.code().equals(TOKEN_USED)
        ? new FleetOutcome.Unknown(error)
        : new FleetOutcome.Refused(error);
  }

  /** Only what was launched has cost tokens; and an answer of 200 can say that none are left. */
  private void settle(int wanted, FleetOutcome.Answered answered) {
    calls.pace().giveBack(ApiBuckets.CREATE_FLEET, wanted - answered.instances().size());
    boolean throttled =
        answered.errors().stream().anyMatch(e -> e.error().errorClass() == ErrorClass.THROTTLED);
    if (throttled) {
      calls.pace().refused(ApiBuckets.CREATE_FLEET, true);
    }
  }

  private CreateFleetResponse readable(CreateFleetRequest request) {
    CreateFleetResponse answer = client.createFleet(request);
    if (FleetAnswers.isEmpty(answer)) {
      throw SdkClientException.create("The answer to CreateFleet holds nothing of a fleet.");
    }
    return answer;
  }

  private static Ec2Error doesNotFit(FleetRequest wanted, FleetRequests.Made made) {
    return new Ec2Error(
        ErrorClass.CONFIGURATION,
        ErrorClasses.INVALID_REQUEST,
        made.problems().stream()
            .map(problem -> line(wanted, problem))
            .collect(Collectors.joining(" ")));
  }

  private static String line(FleetRequest wanted, ShapeProblem problem) {
    return "Node group "
        + wanted.group().id()
        + ", "
        + problem.pointer()
        + ": "
        + problem.message();
  }
}
