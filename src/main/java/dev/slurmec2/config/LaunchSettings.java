package dev.slurmec2.config;

import java.time.Duration;

/**
 * What config.json says of launching.
 *
 * @param capacityCoolDown CapacityCoolDownSeconds: how long a pool without capacity is left out; 0
 *     leaves none out
 * @param jobMessages JobMessages: what jobs are told whose nodes cannot be had
 * @param apiLimits ApiLimits: how many calls EC2 takes
 * @param budget MaxInstances and MaxHourlyCost of the whole cluster
 * @param prices what PriceFile holds; {@link PriceTable#NONE} without it
 */
public record LaunchSettings(
    Duration capacityCoolDown,
    JobMessages jobMessages,
    ApiLimits apiLimits,
    Budget budget,
    PriceTable prices) {

  /** What holds when config.json says nothing. */
  public static final LaunchSettings DEFAULT =
      new LaunchSettings(
          Duration.ofMinutes(10),
          JobMessages.DEFAULT,
          ApiLimits.DOCUMENTED,
          Budget.NONE,
          PriceTable.NONE);
}
