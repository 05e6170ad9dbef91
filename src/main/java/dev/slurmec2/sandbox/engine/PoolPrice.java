package dev.slurmec2.sandbox.engine;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an instance of the pools costs.
 *
 * @param hourly US dollars an hour
 */
public record PoolPrice(PoolPattern pools, BigDecimal hourly) {

  private static final Pattern FORM = Pattern.compile("([^=]+)=([0-9]{1,9}(?:\\.[0-9]{1,9})?)");

  /**
   * Reads {@code TYPE:ZONE:MARKET=PRICE}, as {@code c5.xlarge:*:spot=0.05}.
   *
   * @throws IllegalArgumentException with a sentence when the text has another form
   */
  public static PoolPrice parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The price \""
              + text
              + "\" is not of the form TYPE:ZONE:MARKET=PRICE, as c5.xlarge:*:spot=0.05, with US"
              + " dollars an hour at the end.");
    }
    return new PoolPrice(PoolPattern.parse(matcher.group(1)), new BigDecimal(matcher.group(2)));
  }

  @Override
  public String toString() {
    return pools + "=" + hourly.toPlainString();
  }
}
