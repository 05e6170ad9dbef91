package dev.slurmec2.ec2;

import dev.slurmec2.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;

/**
 * The API's simple types. Configuration files write numbers and booleans as strings and the other
 * way round; both mean the same.
 *
 * @param wanted what a person calls it
 * @param parser throws NumberFormatException and other unchecked exceptions for what does not fit
 */
record ApiScalar(String wanted, Function<String, Object> parser) {

  private static final ApiScalar STRING = new ApiScalar("a string", text -> text);

  static ApiScalar of(MarshallingKnownType type) {
    return switch (type) {
      case INTEGER -> new ApiScalar("a whole number", text -> new BigDecimal(text).intValueExact());
      case SHORT -> new ApiScalar("a whole number", text -> new BigDecimal(text).shortValueExact());
      case BYTE -> new ApiScalar("a whole number", text -> new BigDecimal(text).byteValueExact());
      case LONG -> new ApiScalar("a whole number", text -> new BigDecimal(text).longValueExact());
      case FLOAT -> new ApiScalar("a number", text -> new BigDecimal(text).floatValue());
      case DOUBLE -> new ApiScalar("a number", text -> new BigDecimal(text).doubleValue());
      case BIG_DECIMAL -> new ApiScalar("a number", BigDecimal::new);
      case BOOLEAN -> new ApiScalar("true or false", ApiScalar::truth);
      case INSTANT -> new ApiScalar("a time such as 2026-11-21T08:00:00Z", Instant::parse);
      case SDK_BYTES ->
          new ApiScalar(
              "Base64 text", text -> SdkBytes.fromByteArray(Base64.getMimeDecoder().decode(text)));
      default -> STRING;
    };
  }

  /** The text of a simple value as it was written; empty for objects, arrays and null. */
  static Optional<String> text(Json value) {
    if (value instanceof Json.Text text) {
      return Optional.of(text.value());
    }
    if (value instanceof Json.Numeral number) {
      return Optional.of(number.literal());
    }
    if (value instanceof Json.Bool bool) {
      return Optional.of(String.valueOf(bool.value()));
    }
    return Optional.empty();
  }

  /** The value that the text means; empty if it means none of this type. */
  Optional<Object> parse(String text) {
    try {
      return Optional.of(parser.apply(text));
    } catch (ArithmeticException | IllegalArgumentException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Object truth(String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    throw new IllegalArgumentException(text);
  }
}
