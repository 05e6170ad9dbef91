package dev.slurmec2.ec2;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Reads EC2's clock off the Date header of its answers (RFC 9110, section 6.6.1). */
final class ServerClock implements ExecutionInterceptor {
  private final InstantSource localClock;
  private volatile Optional<Duration> offset = Optional.empty();

  ServerClock(InstantSource localClock) {
    this.localClock = localClock;
  }

  /** How far it is ahead of the local clock, by the last answer; empty while there was none. */
  Optional<Duration> offset() {
    return offset;
  }

  @Override
  public void afterTransmission(
      Context.AfterTransmission context, ExecutionAttributes executionAttributes) {
    context.httpResponse().firstMatchingHeader("Date").ifPresent(this::read);
  }

  void read(String date) {
    try {
      offset =
          Optional.of(
              Duration.between(
                  localClock.instant(),
                  ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
    } catch (DateTimeException notADate) {
      // Whoever answers so has not said the time.
    }
  }
}
