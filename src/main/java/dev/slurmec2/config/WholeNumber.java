package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Whole numbers, written as JSON numbers or as strings of digits. */
final class WholeNumber {

  /** Those that need no decimal, of which Java 25 takes 15 ms to make the first. */
  private static final Pattern PLAIN = Pattern.compile("-?\\d{1,9}");

  private WholeNumber() {}

  /** Reads a number within limits; anything else is reported. */
  static OptionalInt read(Element element, int least, int most) {
    Json value = element.value();
    if (!(value instanceof Json.Text) && !(value instanceof Json.Numeral)) {
      element.error("must be a whole number, not " + value.kind() + ".");
      return OptionalInt.empty();
    }
    String literal =
        value instanceof Json.Text text ? text.value().strip() : ((Json.Numeral) value).literal();
    if (PLAIN.matcher(literal).matches()) {
      int plain = Integer.parseInt(literal);
      if (plain >= least && plain <= most) {
        return OptionalInt.of(plain);
      }
    }
    Optional<BigDecimal> number = decimal(literal);
    if (number.isEmpty()) {
      element.error("must be a whole number, not " + Quoted.of(literal) + ".");
      return OptionalInt.empty();
    }
    // Compared before anything writes it out: 1e999999999 has a billion digits.
    if (number.get().compareTo(BigDecimal.valueOf(least)) < 0) {
      element.error("must be at least " + least + ", not " + Quoted.of(literal) + ".");
      return OptionalInt.empty();
    }
    if (number.get().compareTo(BigDecimal.valueOf(most)) > 0) {
      element.error("must be at most " + most + ", not " + Quoted.of(literal) + ".");
      return OptionalInt.empty();
    }
    BigDecimal shortest = number.get().stripTrailingZeros();
    if (shortest.scale() > 0) {
      element.error("must be a whole number, not " + Quoted.of(literal) + ".");
      return OptionalInt.empty();
    }
    return OptionalInt.of(shortest.intValueExact());
  }

  private static Optional<BigDecimal> decimal(String literal) {
    try {
      return Optional.of(new BigDecimal(literal));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
