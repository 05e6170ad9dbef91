package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Checks where, by whom and at which price instances are asked for. */
final class PlaceReader {
  private final Predicate<String> regionIsKnown;

  PlaceReader(Predicate<String> regionIsKnown) {
    this.regionIsKnown = regionIsKnown;
  }

  Optional<String> region(Element element) {
    Optional<String> region = element.text();
    if (region.isEmpty()) {
      return region;
    }
    if (element.isPostponed()) {
      element.error(References.notHere("Region"));
      return Optional.empty();
    }
    if (!regionIsKnown.test(region.get())) {
      element.error("the AWS SDK knows no region " + Quoted.of(region.get()) + hint(region.get()));
    }
    return region;
  }

  private String hint(String region) {
    String lower = region.strip().toLowerCase(Locale.ROOT);
    if (regionIsKnown.test(lower)) {
      return ": did you mean " + lower + "?";
    }
    // us-east-1a is a zone, a frequent slip.
    String withoutZone = lower.replaceFirst("(?<=[0-9])[a-z]$", "");
    return regionIsKnown.test(withoutZone)
        ? ", which is a zone: did you mean " + withoutZone + "?"
        : ".";
  }

  static Optional<String> profile(Element element) {
    if (element.isPostponed()) {
      element.error(References.notHere("ProfileName"));
      return Optional.empty();
    }
    return element.text();
  }

  static Optional<PurchasingOption> purchasingOption(Element element) {
    return Words.read(
        element, PurchasingOption.values(), PurchasingOption::word, PurchasingOption.ON_DEMAND);
  }

  /** Whether PurchasingOption is on-demand for sure, and no reference that may become it. */
  static boolean saysOnDemand(Members members) {
    return members
        .value("PurchasingOption")
        .filter(
            value ->
                value instanceof Json.Text text
                    && text.value().equals(PurchasingOption.ON_DEMAND.word()))
        .isPresent();
  }

  /** Whether PurchasingOption is no reference. */
  static boolean saysPurchasingOption(Members members) {
    return members
        .value("PurchasingOption")
        .filter(value -> value instanceof Json.Text text && !ReferenceSyntax.isMeant(text.value()))
        .isPresent();
  }
}
