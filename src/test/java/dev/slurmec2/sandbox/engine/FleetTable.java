package dev.slurmec2.sandbox.engine;

import dev.slurmec2.sandbox.TestClock;
import dev.slurmec2.sandbox.engine.FleetSpec.Config;
import dev.slurmec2.sandbox.engine.FleetSpec.LaunchOverride;
import dev.slurmec2.sandbox.engine.FleetSpec.Options;
import dev.slurmec2.sandbox.engine.FleetSpec.TemplateRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fleets in a few words. {@code L@a} is a c5.large in zone a of us-east-1; M is a c5a.large, which
 * costs less, X a c5.4xlarge, which costs more, T a t3.large and P a p5.48xlarge.
 */
final class FleetTable {

  static final String REGION = "us-east-1";

  private static final Map<String, String> TYPES =
      Map.of(
          "L",
          "c5.large",
          "M",
          "c5a.large",
          "X",
          "c5.4xlarge",
          "T",
          "t3.large",
          "P",
          "p5.48xlarge");

  final TestClock clock = new TestClock();
  final Engine engine =
      new Engine(
          new Inventory(
              Map.of("subnet-0a", "a", "subnet-0b", "b", "subnet-0c", "c"),
              Set.of("compute"),
              Set.of(),
              Map.of()),
          Times.DEFAULT,
          clock,
          7);

  /** Sets what pools hold: {@code L@a=1 L@b=Unsupported *@*=9}. */
  void pools(String text) {
    words(text)
        .map(word -> word.split("=", -1))
        .forEach(
            parts -> {
              String[] pool = parts[0].split("@", -1);
              engine.capacity(
                  PoolRule.parse(
                      TYPES.getOrDefault(pool[0], "*")
                          + ":"
                          + (pool[1].equals("*") ? "*" : REGION + pool[1])
                          + ":*="
                          + parts[1]));
            });
  }

  /**
   * Launches.
   *
   * @param wanted as {@code 3 spot diversified one-zone one-type min=3 reserved-first}
   * @param overrides as {@code L@a L@b/2}, with a priority after the slash
   */
  FleetAnswer launch(String wanted, String overrides) {
    return launch(wanted, overrides, Optional.empty(), "compute");
  }

  FleetAnswer launch(String wanted, String overrides, Optional<String> group, String template) {
    List<String> words = words(wanted).toList();
    Market market =
        words.contains("spot")
            ? Market.SPOT
            : words.contains("block") ? Market.CAPACITY_BLOCK : Market.ON_DEMAND;
    Options options =
        new Options(
            words.stream()
                .filter(word -> word.matches(".*-price|prioritized|.*-optimized.*|diversified"))
                .findFirst()
                .orElse("lowest-price"),
            words.contains("one-type"),
            words.contains("one-zone"),
            words.stream()
                .filter(word -> word.startsWith("min="))
                .map(word -> Integer.valueOf(word.substring("min=".length())))
                .findFirst(),
            words.contains("reserved-first"));
    FleetSpec spec =
        new FleetSpec(
            "instant",
            "",
            List.of(
                new Config(
                    new TemplateRef(
                        Optional.empty(), Optional.of(template), Optional.of("$Latest")),
                    words(overrides).map(word -> override(word, group)).toList())),
            Optional.of(Integer.valueOf(words.get(0))),
            Optional.empty(),
            Optional.empty(),
            market,
            Map.of(market, options),
            Map.of());
    return engine.createFleet(REGION, spec);
  }

  private static LaunchOverride override(String word, Optional<String> group) {
    String[] parts = word.split("/", -1);
    String[] pool = parts[0].split("@", -1);
    return new LaunchOverride(
        Optional.ofNullable(TYPES.get(pool[0])),
        Optional.empty(),
        Optional.of("subnet-0" + pool[1]),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        parts.length > 1 ? Optional.of(Double.valueOf(parts[1])) : Optional.empty(),
        group,
        Map.of());
  }

  private static Stream<String> words(String text) {
    return text.isBlank() ? Stream.of() : Stream.of(text.strip().split(" +"));
  }

  /** What was launched, as {@code L@a:2 L@b:1}, or {@code -}. */
  static String launched(FleetAnswer answer) {
    return shown(
        answer.launched().stream()
            .map(
                group ->
                    letter(group.pool().instanceType())
                        + "@"
                        + last(group.pool().zone())
                        + ":"
                        + group.instanceIds().size()));
  }

  /** What went wrong, as {@code L@a:InsufficientInstanceCapacity}, or {@code -}. */
  static String errors(FleetAnswer answer) {
    return shown(
        answer.errors().stream()
            .map(
                error ->
                    letter(error.override().instanceType().orElse("?"))
                        + "@"
                        + last(error.override().subnetId().orElse("?"))
                        + ":"
                        + error.code()));
  }

  private static String shown(Stream<String> parts) {
    String text = parts.sorted().collect(Collectors.joining(" "));
    return text.isEmpty() ? "-" : text;
  }

  private static String letter(String type) {
    return new TreeMap<>(TYPES)
        .entrySet().stream()
            .filter(each -> each.getValue().equals(type))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("?");
  }

  private static String last(String text) {
    return text.substring(text.length() - 1);
  }
}
