package dev.slurmec2.ec2;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Asks, and asks again. The SDK's own retries are off: they do not tell capacity from faults, are
 * blind to a deadline, and change with its releases.
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /**
   * The longest that a call waits for its turn: as long as launches are tried, and half of
   * GraceSeconds' default, in which an instance must get its name.
   */
  static final Duration LONGEST_TURN = Duration.ofMinutes(1);

  private final String place;
  private final Waiting waiting;
  private final Pace pace;

  /** Calls to one region that start at once. */
  Calls(String place, Waiting waiting) {
    this(place, waiting, Pace.NONE);
  }

  /**
   * Calls to one region.
   *
   * @param place region and profile, for the log
   * @param pace when they may start
   */
  Calls(String place, Waiting waiting, Pace pace) {
    this.place = place;
    this.waiting = waiting;
    this.pace = pace;
  }

  Waiting waiting() {
    return waiting;
  }

  Pace pace() {
    return pace;
  }

  /**
   * What asking gave.
   *
   * @param result the answer, or the last error
   * @param inDoubt whether an attempt failed in such a way that it may have had its effect
   */
  record Answer<R>(Ec2Result<R> result, boolean inDoubt) {}

  /** {@link #askInDoubt}, for calls whose effect does not matter twice. */
  <R extends AwsResponse> Ec2Result<R> ask(
      String action, int count, Patience patience, Supplier<R> call) {
    return askInDoubt(action, count, patience, call).result();
  }

  /**
   * Makes a call until it is answered, is refused for good, or patience ends.
   *
   * @param action EC2's name of the call, for the log
   * @param count how many things it is about, for the log
   * @param call the same request every time
   */
  <R extends AwsResponse> Answer<R> askInDoubt(
      String action, int count, Patience patience, Supplier<R> call) {
    Optional<Ec2Error> notNow = waitForTurn(action, count);
    if (notNow.isPresent()) {
      return new Answer<>(new Ec2Result.Failed<>(notNow.get()), false);
    }
    Answer<R> answer = askInTurn(action, count, patience, call);
    if (answer.result() instanceof Ec2Result.Failed<R> && !answer.inDoubt()) {
      pace.giveBack(action, count);
    }
    return answer;
  }

  /**
   * Waits until EC2's token buckets have what the call takes. Patience begins afterwards: under
   * throttling the time is the bucket's.
   *
   * @param resources how many instances it launches or ends; 0 when they are counted already
   * @return why the call is not made
   */
  private Optional<Ec2Error> waitForTurn(String action, int resources) {
    Optional<Duration> wait = pace.take(action, resources, LONGEST_TURN);
    if (wait.isEmpty() && ApiBuckets.launches(action)) {
      LaunchTokens tokens = pace.launches();
      return Optional.of(tokens.tooFew(place, resources));
    }
    // Other calls are made all the same: an instance without a name or one that is not ended costs
    // more than one more refusal.
    Duration turn = wait.orElse(LONGEST_TURN);
    if (turn.isZero()) {
      return Optional.empty();
    }
    LOG.debug("{} {} of {}: its turn is in {} ms", place, action, resources, turn.toMillis());
    return waiting.pause(turn)
        ? Optional.empty()
        : Optional.of(new Ec2Error(ErrorClass.SERVER, "Interrupted", "The run was interrupted."));
  }

  private <R extends AwsResponse> Answer<R> askInTurn(
      String action, int count, Patience patience, Supplier<R> call) {
    Waiting.Stopwatch since = waiting.start();
    boolean inDoubt = false;
    boolean clockCorrected = false;
    int refusals = 0;
    for (int attempt = 1; ; attempt++) {
      Waiting.Stopwatch attemptSince = waiting.start();
      Ec2Error error;
      try {
        R answer = call.get();
        LOG.debug(
            "{} {} of {}: answered in {} ms, request {}",
            place,
            action,
            count,
            attemptSince.elapsedMillis(),
            answer.responseMetadata() == null ? "?" : answer.responseMetadata().requestId());
        return new Answer<>(new Ec2Result.Ok<>(answer), inDoubt);
      } catch (AwsServiceException e) {
        error = MissingPermission.named(action, SdkErrors.of(e));
        logFailure(action, count, attempt, attemptSince, error, e.requestId());
        if (e.isClockSkewException() && !clockCorrected) {
          // The SDK has read EC2's clock from the answer; the next signature fits.
          clockCorrected = true;
          continue;
        }
      } catch (RuntimeException e) {
        error = SdkErrors.of(e);
        logFailure(action, count, attempt, attemptSince, error, "none");
      }
      inDoubt |= mayHaveHadEffect(error);
      if (error.errorClass() == ErrorClass.THROTTLED) {
        refused(action, ++refusals);
      }
      Optional<Duration> wait =
          Thread.currentThread().isInterrupted()
              ? Optional.empty()
              : patience.next(error, attempt, since.elapsed(), waiting.random().getAsDouble());
      if (wait.isEmpty() || !waiting.pause(wait.get()) || waitForTurn(action, 0).isPresent()) {
        return new Answer<>(new Ec2Result.Failed<>(error), inDoubt);
      }
    }
  }

  /**
   * A refusal does not say whether calls or instances were too many. Calls are more likely; who is
   * refused again after waiting for them takes both for empty. What CreateFleet lacks for instances
   * it says in its answer instead.
   */
  private void refused(String action, int refusals) {
    pace.refused(action, false);
    if (refusals > 1 && !action.equals(ApiBuckets.CREATE_FLEET)) {
      pace.refused(action, true);
    }
  }

  private static boolean mayHaveHadEffect(Ec2Error error) {
    return error.errorClass() == ErrorClass.SERVER
        && !error.code().equals(ErrorClasses.NO_CONNECTION);
  }

  private void logFailure(
      String action,
      int count,
      int attempt,
      Waiting.Stopwatch since,
      Ec2Error error,
      String requestId) {
    LOG.debug(
        "{} {} of {}: attempt {} failed in {} ms, request {}: {} ({})",
        place,
        action,
        count,
        attempt,
        since.elapsedMillis(),
        requestId,
        error,
        error.errorClass());
  }
}
