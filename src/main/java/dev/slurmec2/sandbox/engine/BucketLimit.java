package dev.slurmec2.sandbox.engine;

/**
 * The size of a token bucket.
 *
 * @param maximum tokens when it is full
 * @param perSecond how many tokens come back in a second
 */
public record BucketLimit(double maximum, double perSecond) {
  public BucketLimit {
    if (maximum < 0 || perSecond < 0) {
      throw new IllegalArgumentException("A token bucket's numbers are not negative.");
    }
  }
}
