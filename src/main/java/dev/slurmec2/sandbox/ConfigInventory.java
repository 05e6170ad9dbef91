package dev.slurmec2.sandbox;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.JsonReader;
import dev.slurmec2.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a partitions.json takes to exist: its subnets, launch templates and AMIs. It is read
 * leniently; to judge it is not the sandbox's business. Values that name a parameter, {@code
 * {{ssm:…}}}, say nothing about what exists.
 */
final class ConfigInventory {

  /** Zones that are handed out in turn; more where a node group needs more. */
  private static final int ZONES_IN_TURN = 3;

  private static final int ZONES = 6;
  private static final String REFERENCE = "{{";

  private final Map<String, String> subnets = new LinkedHashMap<>();
  private final Map<String, Integer> turns = new LinkedHashMap<>();
  private final Set<String> templates = new LinkedHashSet<>();
  private final Set<String> images = new LinkedHashSet<>();
  private boolean openTemplates;
  private boolean openSubnets;

  private ConfigInventory() {}

  /**
   * Reads partitions.json in a directory.
   *
   * @throws IOException when it cannot be read or is not JSON
   */
  static ConfigInventory read(Path configDir) throws IOException {
    Path file = configDir.resolve("partitions.json");
    ConfigInventory inventory = new ConfigInventory();
    try {
      inventory.visit(JsonReader.read(Files.readString(file)));
    } catch (JsonSyntaxException e) {
      throw new IOException(file + ", line " + e.at().line() + ": " + e.getMessage() + ".", e);
    }
    return inventory;
  }

  /** Zone by subnet; empty when the file leaves open which subnets there are. */
  Map<String, String> subnets() {
    return openSubnets ? Map.of() : subnets;
  }

  /** Names and ids of launch templates; empty when the file leaves open which there are. */
  Set<String> templates() {
    return openTemplates ? Set.of() : templates;
  }

  Set<String> images() {
    return images;
  }

  private void visit(Json json) {
    if (json instanceof Json.ObjectNode object) {
      if (object.get("SubnetIds").isPresent() || object.get("Region").isPresent()) {
        nodeGroup(object);
      }
      object.members().values().forEach(this::visit);
    } else if (json instanceof Json.ArrayNode array) {
      array.items().forEach(this::visit);
    }
  }

  private void nodeGroup(Json.ObjectNode group) {
    String region = text(group, "Region").orElse("us-east-1");
    List<String> ids = new ArrayList<>();
    if (group.get("SubnetIds").orElse(null) instanceof Json.ArrayNode array) {
      for (Json item : array.items()) {
        if (item instanceof Json.Text text) {
          openSubnets |= text.value().contains(REFERENCE);
          ids.add(text.value());
        }
      }
    }
    ids.removeIf(id -> id.contains(REFERENCE));
    assignZones(region, ids);
    if (group.get("LaunchTemplateSpecification").orElse(null) instanceof Json.ObjectNode template) {
      text(template, "LaunchTemplateName").ifPresent(this::template);
      text(template, "LaunchTemplateId").ifPresent(this::template);
    }
    if (group.get("LaunchTemplateOverrides").orElse(null) instanceof Json.ArrayNode overrides) {
      for (Json each : overrides.items()) {
        if (each instanceof Json.ObjectNode override) {
          text(override, "ImageId")
              .filter(image -> image.startsWith("ami-"))
              .ifPresent(images::add);
        }
      }
    }
  }

  private void template(String name) {
    openTemplates |= name.contains(REFERENCE);
    templates.add(name);
  }

  private static Optional<String> text(Json.ObjectNode object, String key) {
    return object
        .get(key)
        .flatMap(
            value ->
                value instanceof Json.Text text ? Optional.of(text.value()) : Optional.empty());
  }

  /** In turn, but two subnets of one group do not get the same zone while there are others. */
  private void assignZones(String region, List<String> ids) {
    Set<String> taken = new HashSet<>();
    ids.forEach(id -> Optional.ofNullable(subnets.get(id)).ifPresent(taken::add));
    for (String id : ids) {
      if (subnets.containsKey(id)) {
        continue;
      }
      int turn = turns.merge(region, 1, Integer::sum) - 1;
      String zone = zone(region, turn % ZONES_IN_TURN);
      for (int other = 0; taken.contains(zone) && other < ZONES; other++) {
        zone = zone(region, other);
      }
      taken.add(zone);
      subnets.put(id, zone);
    }
  }

  private static String zone(String region, int number) {
    return region + (char) ('a' + number);
  }
}
