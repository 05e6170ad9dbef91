package dev.slurmec2.sandbox.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much the pools of a pattern can hold, or why they give nothing.
 *
 * @param limit how many instances may live at one time in all pools of the pattern together; 0 when
 *     there is a refusal
 * @param refusal the error code that these pools answer, as {@code Unsupported}
 */
public record PoolRule(PoolPattern pools, int limit, Optional<String> refusal) {

  private static final Pattern FORM = Pattern.compile("([^=]+)=([0-9]{1,9}|[A-Za-z.]+)");

  /**
   * Reads {@code TYPE:ZONE:MARKET=LIMIT}, as {@code c5.xlarge:us-east-1a:on-demand=3}. An asterisk
   * in a place stands for all; instead of a limit there may be an error code.
   *
   * @throws IllegalArgumentException with a sentence when the text has another form
   */
  public static PoolRule parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The capacity \""
              + text
              + "\" is not of the form TYPE:ZONE:MARKET=LIMIT, as c5.xlarge:us-east-1a:on-demand=3,"
              + " with * for all types, zones or markets, and a number or an error code at the"
              + " end.");
    }
    PoolPattern pools = PoolPattern.parse(matcher.group(1));
    String value = matcher.group(2);
    boolean number = Character.isDigit(value.charAt(0));
    return new PoolRule(
        pools,
        number ? Integer.parseInt(value) : 0,
        number ? Optional.empty() : Optional.of(value));
  }

  boolean covers(Pool pool) {
    return pools.covers(pool);
  }

  @Override
  public String toString() {
    return pools + "=" + refusal.orElse(Integer.toString(limit));
  }
}
