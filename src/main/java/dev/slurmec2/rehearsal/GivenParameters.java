package dev.slurmec2.rehearsal;

import dev.slurmec2.config.ParameterAnswers;
import dev.slurmec2.config.ParameterSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The Parameter Store of a rehearsal: what a person says, and something that will do for ids and
 * names that change nothing but themselves. Instance types and numbers are never made up.
 */
public final class GivenParameters implements ParameterSource {
  private final Map<String, String> given;
  private final Map<String, String> keys;
  private final Map<String, String> madeUp = new TreeMap<>();

  /**
   * @param given values by name
   * @param keys the key in partitions.json whose value a parameter is, by name
   */
  public GivenParameters(Map<String, String> given, Map<String, String> keys) {
    this.given = Map.copyOf(given);
    this.keys = Map.copyOf(keys);
  }

  @Override
  public ParameterAnswers get(String region, Optional<String> profile, Set<String> names) {
    Map<String, String> values = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    for (String name : names) {
      Optional.ofNullable(given.get(name))
          .or(() -> makeUp(name))
          .ifPresentOrElse(value -> values.put(name, value), () -> missing.add(name));
    }
    return new ParameterAnswers.Answered(values, missing, Optional.empty());
  }

  /** What was made up so far, by name. */
  public Map<String, String> madeUp() {
    return madeUp;
  }

  private Optional<String> makeUp(String name) {
    String id = "%08x".formatted(name.hashCode());
    Optional<String> value =
        switch (keys.getOrDefault(name, "")) {
          case "SubnetIds" -> Optional.of("subnet-" + id);
          case "ImageId" -> Optional.of("ami-" + id);
          case "LaunchTemplateId" -> Optional.of("lt-" + id);
          case "LaunchTemplateName" -> Optional.of("template-" + id);
          case "Version" -> Optional.of("$Latest");
          case "Value" -> Optional.of("value-" + id);
          default -> Optional.empty();
        };
    value.ifPresent(text -> madeUp.put(name, text));
    return value;
  }
}
