package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Objects whose members become {@code key=value} in slurm.conf. What slurm.conf can carry: a key is
 * {@code [[:alnum:]_.]+}, a value either has no white space or is in double quotes and holds none
 * (src/common/parse_config.c, the pattern of key and value).
 */
final class SlurmValues {
  private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_.]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");
  private static final Pattern PLAIN_NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  private SlurmValues() {}

  /** The members as text, in file order, without those that are reported. */
  static Map<String, String> read(Element element, SlurmLimits limits) {
    Map<String, String> values = new LinkedHashMap<>();
    Optional<Json.ObjectNode> object = element.object();
    if (object.isEmpty()) {
      return values;
    }
    Map<String, String> spellings = new HashMap<>();
    object
        .get()
        .members()
        .forEach(
            (key, value) -> {
              String before = spellings.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
              if (!KEY.matcher(key).matches()) {
                element.keyError(
                    key,
                    object.get().keyAt(key),
                    "slurm.conf has no keys like "
                        + Quoted.of(key)
                        + ": they are made of letters, digits, _ and .");
              } else if (before != null) {
                element.keyError(
                    key,
                    object.get().keyAt(key),
                    "\""
                        + key
                        + "\" is there as \""
                        + before
                        + "\" already: Slurm does not tell capital letters in keys.");
              } else {
                text(element.member(key, value))
                    .filter(text -> isSound(element.member(key, value), key, text, limits))
                    .ifPresent(text -> values.put(key, text));
              }
            });
    return values;
  }

  /** A string, number or boolean as slurm.conf writes it. */
  private static Optional<String> text(Element element) {
    Json value = element.value();
    if (value instanceof Json.Text text) {
      return Optional.of(text.value());
    }
    if (value instanceof Json.Bool bool) {
      return Optional.of(bool.value() ? "YES" : "NO");
    }
    if (value instanceof Json.Numeral number) {
      if (PLAIN_NUMBER.matcher(number.literal()).matches()) {
        return Optional.of(number.literal());
      }
      element.error("write the number " + Quoted.of(number.literal()) + " without an exponent.");
      return Optional.empty();
    }
    element.error(
        "must be a string, a number or a boolean, not "
            + value.kind()
            + "; slurm.conf has lists as one string with commas.");
    return Optional.empty();
  }

  private static boolean isSound(Element element, String key, String value, SlurmLimits limits) {
    if (element.isPostponed()) {
      return true;
    }
    Optional<String> fault = fault(value).or(() -> limits.fault(key, value));
    fault.ifPresent(element::error);
    if (fault.isEmpty()) {
      String written = SlurmText.written(value);
      if (!written.equals(value)) {
        element.warning("will be written as " + key + "=" + Quoted.shortened(written) + ".");
      } else if (value.contains("\\")) {
        element.warning(
            "has a backslash, which Slurm drops, keeping the character behind it; write two"
                + " (four in JSON) where one is meant.");
      }
    }
    return fault.isEmpty();
  }

  private static Optional<String> fault(String value) {
    if (value.isBlank()) {
      return Optional.of("is empty, and slurm.conf has no empty values; take the key out.");
    }
    if (CONTROL.matcher(value).find()) {
      return Optional.of("has a line break or control character, which slurm.conf cannot carry.");
    }
    if (value.contains("\"") && !SlurmText.isQuoted(value)) {
      return Optional.of("has a double quote inside, which slurm.conf cannot carry.");
    }
    if (SlurmText.endsInBackslash(value)) {
      return Optional.of("ends in a backslash, which would join it to what stands behind it.");
    }
    return Optional.empty();
  }
}
