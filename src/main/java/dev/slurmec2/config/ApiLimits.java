package dev.slurmec2.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many calls EC2 takes, per account and region, action by action (EC2 Developer Guide, "Request
 * throttling for the Amazon EC2 API"). Each action has a bucket of its own that refills steadily.
 *
 * @param byAction the actions that have limits of their own
 */
public record ApiLimits(Map<String, Limit> byAction) {

  /** Actions that change nothing and have no limit of their own: "non-mutating actions". */
  private static final Limit READING = new Limit(new TokenBucket(100, 20), Optional.empty());

  /** All other actions without a limit of their own: "mutating actions". */
  private static final Limit CHANGING = new Limit(new TokenBucket(50, 5), Optional.empty());

  /**
   * What AWS documents for accounts without an increase. CreateFleet of type instant draws on the
   * resources of RunInstances, so those are counted with CreateFleet for both.
   */
  public static final ApiLimits DOCUMENTED =
      new ApiLimits(
          Map.of(
              "CreateFleet",
              new Limit(CHANGING.requests(), Optional.of(new TokenBucket(1000, 2))),
              "RunInstances",
              new Limit(new TokenBucket(5, 2), Optional.empty()),
              "TerminateInstances",
              new Limit(new TokenBucket(100, 5), Optional.of(new TokenBucket(1000, 20))),
              "CreateTags",
              new Limit(new TokenBucket(100, 10), Optional.empty())));

  /**
   * A token bucket: full at first, each call or instance takes one token.
   *
   * @param capacity Bucket: how many tokens it holds, at least 1
   * @param perSecond PerSecond: how many tokens come back in a second, more than 0
   */
  public record TokenBucket(int capacity, double perSecond) {}

  /**
   * The limit of an action.
   *
   * @param requests Requests: counts calls
   * @param resources Resources: counts instances, if the action is limited by them too
   */
  public record Limit(TokenBucket requests, Optional<TokenBucket> resources) {}

  public ApiLimits {
    byAction = Map.copyOf(byAction);
  }

  /** The limit of an action of the EC2 API, also of one that has none of its own. */
  public Limit of(String action) {
    Limit own = byAction.get(action);
    if (own != null) {
      return own;
    }
    return action.startsWith("Describe") || action.startsWith("Get") ? READING : CHANGING;
  }

  /** The same with another limit for an action. */
  ApiLimits with(String action, Limit limit) {
    Map<String, Limit> changed = new HashMap<>(byAction);
    changed.put(action, limit);
    return new ApiLimits(changed);
  }
}
