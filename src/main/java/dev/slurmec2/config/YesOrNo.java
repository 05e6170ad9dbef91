package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.Locale;
import java.util.Optional;

/** Booleans, written as such or as words. */
final class YesOrNo {

  private YesOrNo() {}

  /** Reads a boolean, or yes, no, true and false in any case; anything else is reported. */
  static Optional<Boolean> read(Element element) {
    if (element.value() instanceof Json.Bool bool) {
      return Optional.of(bool.value());
    }
    if (element.isPostponed()) {
      return Optional.empty();
    }
    String word =
        element.value() instanceof Json.Text text ? text.value().toLowerCase(Locale.ROOT) : "";
    if (word.equals("yes") || word.equals("true")) {
      return Optional.of(true);
    }
    if (word.equals("no") || word.equals("false")) {
      return Optional.of(false);
    }
    element.error("must be true or false.");
    return Optional.empty();
  }
}
