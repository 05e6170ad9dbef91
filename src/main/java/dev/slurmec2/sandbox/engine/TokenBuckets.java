package dev.slurmec2.sandbox.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * EC2's API throttling (developer guide, "Request throttling for the Amazon EC2 API"): every action
 * has a bucket of tokens that refills at a steady rate, per account and Region.
 */
final class TokenBuckets {

  /** The bucket of instances that RunInstances and instant fleets launch. */
  static final String RUN_INSTANCES_RESOURCES = "RunInstances-resources";

  /** The bucket of instances that TerminateInstances ends. */
  static final String TERMINATE_INSTANCES_RESOURCES = "TerminateInstances-resources";

  /** The smaller bucket of describe calls that have neither a filter nor a page size. */
  static final String UNFILTERED = "-unfiltered";

  private static final class Level {
    private double tokens;
    private Instant at;

    Level(double tokens, Instant at) {
      this.tokens = tokens;
      this.at = at;
    }
  }

  private final Map<String, BucketLimit> limits = new HashMap<>();
  private final Map<String, Level> levels = new HashMap<>();
  private boolean enabled;

  void enable(boolean on) {
    enabled = on;
    levels.clear();
  }

  boolean isEnabled() {
    return enabled;
  }

  void limit(String bucket, BucketLimit limit) {
    limits.put(bucket, limit);
    levels.keySet().removeIf(key -> key.endsWith("/" + bucket));
  }

  /** Takes so many tokens, or none and says so. */
  boolean take(String region, String bucket, int tokens, Instant now) {
    if (!enabled) {
      return true;
    }
    BucketLimit limit = limits.getOrDefault(bucket, documented(bucket));
    Level level =
        levels.computeIfAbsent(region + "/" + bucket, key -> new Level(limit.maximum(), now));
    double seconds = Duration.between(level.at, now).toNanos() / 1e9;
    level.tokens = Math.min(limit.maximum(), level.tokens + seconds * limit.perSecond());
    level.at = now;
    if (level.tokens < tokens) {
      return false;
    }
    level.tokens -= tokens;
    return true;
  }

  /** How many whole tokens there are. */
  int available(String region, String bucket, Instant now) {
    if (!enabled) {
      return Integer.MAX_VALUE;
    }
    take(region, bucket, 0, now);
    Level level = levels.get(region + "/" + bucket);
    return level == null ? 0 : (int) level.tokens;
  }

  private static BucketLimit documented(String bucket) {
    return switch (bucket) {
      case RUN_INSTANCES_RESOURCES -> new BucketLimit(1000, 2);
      case TERMINATE_INSTANCES_RESOURCES -> new BucketLimit(1000, 20);
      case "TerminateInstances" -> new BucketLimit(100, 5);
      case "CreateTags", "DeleteTags" -> new BucketLimit(100, 10);
      case "DescribeInstances" + UNFILTERED, "DescribeInstanceStatus" + UNFILTERED ->
          new BucketLimit(50, 10);
      default ->
          bucket.startsWith("Describe") || bucket.startsWith("Get")
              ? new BucketLimit(100, 20)
              : new BucketLimit(50, 5);
    };
  }
}
