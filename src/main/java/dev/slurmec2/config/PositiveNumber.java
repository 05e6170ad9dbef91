package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers that are more than nothing, written as JSON numbers or as strings. */
final class PositiveNumber {

  /** Neither prices nor rates are as high; a larger number is a slip. */
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

  /** Prices of EC2 have at most ten; sums of numbers with a billion digits never end. */
  private static final int MAX_DECIMALS = 10;

  private PositiveNumber() {}

  /** Reads such a number; anything else is reported. */
  static Optional<BigDecimal> read(Element element) {
    Json value = element.value();
    if (!(value instanceof Json.Text) && !(value instanceof Json.Numeral)) {
      element.error("must be a number, not " + value.kind() + ".");
      return Optional.empty();
    }
    String literal =
        value instanceof Json.Text text ? text.value().strip() : ((Json.Numeral) value).literal();
    BigDecimal number;
    try {
      number = new BigDecimal(literal);
    } catch (NumberFormatException e) {
      element.error("must be a number such as 12.50, not " + Quoted.of(literal) + ".");
      return Optional.empty();
    }
    if (number.signum() <= 0) {
      element.error("must be more than 0, not " + Quoted.of(literal) + ".");
      return Optional.empty();
    }
    if (number.compareTo(MOST) > 0) {
      element.error("must be at most " + MOST + ", not " + Quoted.of(literal) + ".");
      return Optional.empty();
    }
    if (number.stripTrailingZeros().scale() > MAX_DECIMALS) {
      element.error(
          "must have at most "
              + MAX_DECIMALS
              + " digits behind the point, not "
              + Quoted.of(literal)
              + ".");
      return Optional.empty();
    }
    return Optional.of(number);
  }
}
