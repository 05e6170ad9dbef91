package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiLimits.TokenBucket;
import java.time.Duration;
import java.time.Instant;

/**
 * What a token bucket holds at a time. Tokens can be taken before they are there: the level is then
 * below zero, and who comes later waits longer, so that all get theirs in the order in which they
 * came.
 *
 * @param tokens how many, as a fraction too; less than zero when more are promised than there are
 * @param at when it held them
 */
record BucketLevel(double tokens, Instant at) {

  /**
   * No promise reaches further ahead than this, in seconds of refill: beyond it a level is damage.
   * Callers wait less.
   */
  static final Duration LONGEST_PROMISE = Duration.ofMinutes(10);

  private static final double NANOS = 1e9;

  static BucketLevel full(TokenBucket bucket, Instant now) {
    return new BucketLevel(bucket.capacity(), now);
  }

  /**
   * The level at another time. A clock that was set back adds nothing and takes nothing: the bucket
   * refills from the new time on.
   */
  BucketLevel at(TokenBucket bucket, Instant now) {
    double refill = now.isAfter(at) ? seconds(Duration.between(at, now)) * bucket.perSecond() : 0;
    double lowest = -bucket.perSecond() * LONGEST_PROMISE.toSeconds();
    // The negated comparison also takes what is not a number for damage.
    double before = !(tokens >= lowest) ? lowest : tokens;
    return new BucketLevel(Math.min(bucket.capacity(), before + refill), now);
  }

  /** How long it takes until so many tokens are there; nothing when they are. */
  Duration waitFor(TokenBucket bucket, int wanted) {
    double missing = wanted - tokens;
    return missing <= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil(missing / bucket.perSecond() * NANOS));
  }

  /** Without so many tokens, which may not be there yet. */
  BucketLevel without(int taken) {
    return new BucketLevel(tokens - taken, at);
  }

  /** With tokens that were taken and not used. */
  BucketLevel with(TokenBucket bucket, int givenBack) {
    return new BucketLevel(Math.min(bucket.capacity(), tokens + givenBack), at);
  }

  /** After EC2 has said that there are none; promises stay. */
  BucketLevel emptied() {
    return new BucketLevel(Math.min(tokens, 0), at);
  }

  /** Whole tokens that are there; less than none when they are promised. */
  int whole() {
    return (int) Math.floor(tokens);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / NANOS;
  }
}
