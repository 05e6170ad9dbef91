package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.Map;
import java.util.Optional;

/**
 * LaunchTemplateSpecification of partitions.json: exactly one of name and id is present.
 *
 * @param name LaunchTemplateName
 * @param id LaunchTemplateId
 * @param version a number, {@code $Latest} or {@code $Default}
 * @param further all other members, by their API names; possibly none
 */
public record LaunchTemplate(
    Optional<String> name, Optional<String> id, String version, Json.ObjectNode further) {

  /** A specification without further members. */
  public LaunchTemplate(Optional<String> name, Optional<String> id, String version) {
    this(name, id, version, new Json.ObjectNode(Map.of(), Map.of(), Location.NONE));
  }
}
