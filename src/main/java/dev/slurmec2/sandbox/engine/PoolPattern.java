package dev.slurmec2.sandbox.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names pools: an asterisk in a place stands for all.
 *
 * @param instanceType a type, or {@code *}
 * @param zone a zone, or {@code *}
 * @param market {@code on-demand}, {@code spot}, or {@code *}
 */
public record PoolPattern(String instanceType, String zone, String market) {

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9*][a-z0-9.-]*|\\*):([a-z0-9-]+|\\*):(on-demand|spot|\\*)");

  /**
   * Reads {@code TYPE:ZONE:MARKET}, as {@code c5.xlarge:us-east-1a:on-demand}.
   *
   * @throws IllegalArgumentException with a sentence when the text has another form
   */
  public static PoolPattern parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The pools \""
              + text
              + "\" are not of the form TYPE:ZONE:MARKET, as c5.xlarge:us-east-1a:on-demand, with *"
              + " for all types, zones or markets.");
    }
    return new PoolPattern(matcher.group(1), matcher.group(2), matcher.group(3));
  }

  /** Whether a pool is meant; what capacity blocks hold is in no pool. */
  boolean covers(Pool pool) {
    return pool.market() != Market.CAPACITY_BLOCK
        && covers(instanceType, pool.instanceType())
        && covers(zone, pool.zone())
        && covers(market, pool.market().wire());
  }

  private static boolean covers(String pattern, String value) {
    return pattern.equals("*") || pattern.equals(value);
  }

  @Override
  public String toString() {
    return instanceType + ":" + zone + ":" + market;
  }
}
