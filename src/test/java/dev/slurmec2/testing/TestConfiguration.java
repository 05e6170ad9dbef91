package dev.slurmec2.testing;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small configurations. */
public final class TestConfiguration {
  private static final Json.ObjectNode NOTHING =
      new Json.ObjectNode(Map.of(), Map.of(), Location.NONE);

  private TestConfiguration() {}

  /** A partition with these groups; grace 120 s, cluster hpc. */
  public static Configuration of(Path stateDir, boolean adoptUntagged, NodeGroup... groups) {
    Settings settings =
        new Settings(
            Settings.LogLevel.INFO,
            stateDir.resolve("log"),
            Path.of("/usr/bin"),
            Map.of(),
            Optional.of("hpc"),
            stateDir,
            Duration.ofMinutes(2),
            adoptUntagged);
    return new Configuration(
        stateDir,
        settings,
        List.of(new Partition(groups[0].partition(), List.of(groups), Map.of())));
  }

  /** A group of partition p. */
  public static NodeGroup group(String name, int maxNodes, String region) {
    return group(name, maxNodes, region, List.of("subnet-1"));
  }

  /** A group of partition p in these subnets; without types, of the launch template's. */
  public static NodeGroup group(
      String name, int maxNodes, String region, List<String> subnets, String... types) {
    List<Json.ObjectNode> overrides =
        types.length == 0
            ? List.of(NOTHING)
            : Arrays.stream(types).map(TestConfiguration::override).toList();
    return new NodeGroup(
        "p",
        name,
        maxNodes,
        region,
        Optional.empty(),
        Map.of(),
        PurchasingOption.ON_DEMAND,
        NOTHING,
        NOTHING,
        new LaunchTemplate(Optional.of("lt"), Optional.empty(), "$Latest"),
        overrides,
        subnets,
        List.of());
  }

  private static Json.ObjectNode override(String type) {
    return new Json.ObjectNode(
        Map.of("InstanceType", new Json.Text(type, Location.NONE)),
        Map.of("InstanceType", Location.NONE),
        Location.NONE);
  }
}
