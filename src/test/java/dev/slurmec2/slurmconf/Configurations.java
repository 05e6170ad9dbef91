package dev.slurmec2.slurmconf;

import dev.slurmec2.config.Configuration;
import dev.slurmec2.config.LaunchTemplate;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.Partition;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.config.Settings;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import dev.slurmec2.json.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations for tests: small ones, and the documented examples. */
final class Configurations {
  private Configurations() {}

  static Configuration of(Map<String, String> slurmConf, Partition... partitions) {
    return new Configuration(Path.of("/etc/slurm-ec2"), settings(slurmConf), List.of(partitions));
  }

  /** One partition {@code aws} with one group {@code node} of ten. */
  static Configuration withSpecifications(String... keysAndValues) {
    return of(Map.of(), partition("aws", map(), group("aws", "node", 10, map(keysAndValues))));
  }

  static Configuration withSettings(String... keysAndValues) {
    return of(map(keysAndValues), partition("aws", map(), group("aws", "node", 10, map())));
  }

  static Partition partition(String name, Map<String, String> options, NodeGroup... groups) {
    return new Partition(name, List.of(groups), options);
  }

  static NodeGroup group(
      String partition, String name, int maxNodes, Map<String, String> specifications) {
    return group(partition, name, maxNodes, specifications, List.of("c5.xlarge"));
  }

  static NodeGroup group(
      String partition,
      String name,
      int maxNodes,
      Map<String, String> specifications,
      List<String> instanceTypes) {
    return new NodeGroup(
        partition,
        name,
        maxNodes,
        "us-east-1",
        Optional.empty(),
        specifications,
        PurchasingOption.ON_DEMAND,
        object(Map.of()),
        object(Map.of()),
        new LaunchTemplate(Optional.of("template"), Optional.empty(), "$Latest"),
        instanceTypes.stream()
            .map(type -> object(Map.of("InstanceType", new Json.Text(type, Location.NONE))))
            .toList(),
        List.of("subnet-11111111"),
        List.of());
  }

  static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /** The documented config.json with one of the documented partitions files. */
  static Configuration example(String partitionsFile) {
    Json.ObjectNode config = (Json.ObjectNode) read("config.json");
    List<Partition> partitions = new ArrayList<>();
    for (Json partition : items(read(partitionsFile), "Partitions")) {
      String name = text(partition, "PartitionName");
      List<NodeGroup> groups = new ArrayList<>();
      for (Json group : items(partition, "NodeGroups")) {
        groups.add(
            group(
                name,
                text(group, "NodeGroupName"),
                Integer.parseInt(text(group, "MaxNodes")),
                texts(group, "SlurmSpecifications")));
      }
      partitions.add(new Partition(name, groups, texts(partition, "PartitionOptions")));
    }
    return of(texts(config, "SlurmConf"), partitions.toArray(new Partition[0]));
  }

  static String resource(String name) {
    try (var stream = Configurations.class.getResourceAsStream("/v2/" + name)) {
      if (stream == null) {
        throw new IllegalArgumentException("there is no test resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Settings settings(Map<String, String> slurmConf) {
    return new Settings(
        Settings.LogLevel.INFO,
        Path.of("/var/log/slurm/aws.log"),
        Path.of("/usr/bin"),
        slurmConf,
        Optional.empty(),
        Path.of("/var/lib/slurm-ec2"),
        Duration.ofMinutes(2),
        false);
  }

  private static Json.ObjectNode object(Map<String, Json> members) {
    return new Json.ObjectNode(members, Map.of(), Location.NONE);
  }

  private static Json read(String name) {
    try {
      return JsonReader.read(resource(name));
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Json member(Json object, String key) {
    return ((Json.ObjectNode) object).get(key).orElseGet(() -> object(Map.of()));
  }

  private static List<Json> items(Json object, String key) {
    return ((Json.ArrayNode) member(object, key)).items();
  }

  private static String text(Json object, String key) {
    return text(member(object, key));
  }

  private static String text(Json value) {
    return value instanceof Json.Text text ? text.value() : ((Json.Numeral) value).literal();
  }

  private static Map<String, String> texts(Json object, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    ((Json.ObjectNode) member(object, key))
        .members()
        .forEach((name, value) -> texts.put(name, text(value)));
    return texts;
  }
}
