package dev.slurmec2.config;

import java.util.Optional;

/**
 * LaunchTemplateSpecification of partitions.json: exactly one of name and id is present.
 *
 * @param name LaunchTemplateName
 * @param id LaunchTemplateId
 * @param version a number, {@code $Latest} or {@code $Default}
 */
public record LaunchTemplate(Optional<String> name, Optional<String> id, String version) {}
