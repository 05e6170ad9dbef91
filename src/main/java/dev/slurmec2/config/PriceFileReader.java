package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks the file of prices. */
final class PriceFileReader {
  private static final Pattern INSTANCE_TYPE = Pattern.compile("[a-z0-9-]+\\.[a-z0-9-]+");

  private final Predicate<String> regionIsKnown;
  private final FileTrust trust;
  private final Path configuration;

  /**
   * @param configuration the directory of the configuration, which is checked by others
   */
  PriceFileReader(Predicate<String> regionIsKnown, FileTrust trust, Path configuration) {
    this.configuration = configuration;
    this.regionIsKnown = regionIsKnown;
    this.trust = trust;
  }

  /** The prices that could be made sense of; all of them if nothing is reported as an error. */
  PriceTable read(Path file, Problems problems) {
    TrustCheck check = new TrustCheck(trust, file);
    check.file(file, problems);
    // Who can write there can put another file in its place.
    Optional.ofNullable(file.getParent())
        .filter(directory -> !directory.equals(configuration))
        .ifPresent(
            directory ->
                trust
                    .objections(directory)
                    .forEach(
                        text ->
                            problems.error(
                                "", Location.NONE, "its directory " + directory + ": " + text)));
    return ConfigurationFile.text(file, problems)
        .flatMap(text -> ConfigurationFile.json(text, problems))
        .map(json -> table(new Element(json, "", problems)))
        .orElse(PriceTable.NONE);
  }

  private PriceTable table(Element root) {
    Map<String, Map<String, PriceTable.Price>> regions = new HashMap<>();
    Optional<Json.ObjectNode> object = root.object();
    object.ifPresent(
        document ->
            document
                .members()
                .forEach(
                    (region, value) -> {
                      if (region.equals(KnownKeys.SCHEMA)) {
                        return;
                      }
                      if (!regionIsKnown.test(region)) {
                        root.keyWarning(
                            region,
                            document.keyAt(region),
                            "the AWS SDK knows no region "
                                + Quoted.of(region)
                                + "; its prices are never asked for.");
                      }
                      regions.put(region, types(root.member(region, value)));
                    }));
    if (object.isPresent() && regions.isEmpty()) {
      root.error("has no prices; write them as {\"REGION\": {\"TYPE\": {\"on-demand\": 0.17}}}.");
    }
    return new PriceTable(regions);
  }

  private static Map<String, PriceTable.Price> types(Element region) {
    Map<String, PriceTable.Price> types = new HashMap<>();
    region
        .object()
        .ifPresent(
            object ->
                object
                    .members()
                    .forEach(
                        (type, value) -> {
                          if (!INSTANCE_TYPE.matcher(type).matches()) {
                            region.keyError(
                                type,
                                object.keyAt(type),
                                Quoted.of(type) + " is no instance type, such as c5.xlarge.");
                          }
                          price(region.member(type, value)).ifPresent(p -> types.put(type, p));
                        }));
    return types;
  }

  private static Optional<PriceTable.Price> price(Element element) {
    Optional<Members> members = Members.of(element, KnownKeys.PRICE);
    if (members.isEmpty()) {
      return Optional.empty();
    }
    Optional<Element> onDemand = members.get().optional(PurchasingOption.ON_DEMAND.word());
    Optional<Element> spot = members.get().optional(PurchasingOption.SPOT.word());
    if (onDemand.isEmpty() && spot.isEmpty()) {
      element.error("has neither an on-demand nor a spot price.");
      return Optional.empty();
    }
    Optional<BigDecimal> onDemandPrice = onDemand.flatMap(PositiveNumber::read);
    return Optional.of(new PriceTable.Price(onDemandPrice, spot.flatMap(PositiveNumber::read)));
  }
}
