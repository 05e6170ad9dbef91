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

  private final String place;
  private final Waiting waiting;

  /**
   * Calls to one region.
   *
   * @param place region and profile, for the log
   */
  Calls(String place, Waiting waiting) {
    this.place = place;
    this.waiting = waiting;
  }

  Waiting waiting() {
    return waiting;
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
    Waiting.Stopwatch since = waiting.start();
    boolean inDoubt = false;
    boolean clockCorrected = false;
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
        error = SdkErrors.of(e);
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
      Optional<Duration> wait =
          Thread.currentThread().isInterrupted()
              ? Optional.empty()
              : patience.next(error, attempt, since.elapsed(), waiting.random().getAsDouble());
      if (wait.isEmpty() || !waiting.pause(wait.get())) {
        return new Answer<>(new Ec2Result.Failed<>(error), inDoubt);
      }
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
