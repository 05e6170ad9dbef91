package dev.slurmec2.sandbox.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The launch templates of a region, each with its versions. */
final class Templates {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9().\\-/_]{3,128}");
  private static final Pattern ID = Pattern.compile("lt-[0-9a-f]+");

  private final Map<String, List<Template>> versions = new LinkedHashMap<>();
  private final boolean open;
  private final Ids ids;
  private final ResourceTags tags;
  private final UnaryOperator<String> image;

  /**
   * @param existing names or ids of those that exist from the start; none: all that are well-formed
   * @param image checks an AMI and gives its id
   */
  Templates(
      Set<String> existing, Ids ids, ResourceTags tags, UnaryOperator<String> image, Instant now) {
    this.open = existing.isEmpty();
    this.ids = ids;
    this.tags = tags;
    this.image = image;
    existing.stream().sorted().forEach(each -> add(each, TemplateData.EMPTY, now));
  }

  /** All that are known so far, in their default versions. */
  List<Template> all() {
    return versions.values().stream().map(each -> version(each, 1)).toList();
  }

  private static Template version(List<Template> versions, int number) {
    Template template = versions.get(number - 1);
    return new Template(
        template.id(),
        template.name(),
        template.version(),
        versions.size(),
        template.imageId(),
        template.data(),
        template.created());
  }

  boolean bootsImage(String imageId) {
    return versions.values().stream()
        .flatMap(List::stream)
        .anyMatch(each -> each.imageId().equals(imageId));
  }

  /** The template of a reference, in the version that it asks for. */
  Template find(FleetSpec.TemplateRef ref, Instant now) {
    List<Template> all = versions(ref, now);
    String wanted = ref.version().orElse("$Default");
    int number =
        switch (wanted) {
          case "$Default" -> Integer.parseInt(Template.DEFAULT_VERSION);
          case "$Latest" -> all.size();
          default -> {
            if (!wanted.matches("[0-9]{1,9}")) {
              throw ApiError.value("Invalid launch template version: " + wanted);
            }
            yield Integer.parseInt(wanted);
          }
        };
    if (number < 1 || number > all.size()) {
      throw new ApiError(
          "InvalidLaunchTemplateId.VersionNotFound",
          "Could not find the specified version %s for the launch template with ID %s."
              .formatted(wanted, all.get(0).id()));
    }
    return version(all, number);
  }

  /** A new template. */
  Template create(String name, TemplateData data, Instant now) {
    if (!NAME.matcher(name).matches()) {
      throw new ApiError(
          "InvalidLaunchTemplateName.MalformedException",
          "The launch template name '" + name + "' is not valid.");
    }
    if (named(name).isPresent()) {
      throw new ApiError(
          "InvalidLaunchTemplateName.AlreadyExistsException",
          "Launch template name already in use.");
    }
    return add(name, data, now);
  }

  /** A new version of a template. */
  Template createVersion(FleetSpec.TemplateRef ref, TemplateData data, Instant now) {
    List<Template> all = versions(ref, now);
    Template first = all.get(0);
    int number = all.size() + 1;
    all.add(
        new Template(
            first.id(),
            first.name(),
            Integer.toString(number),
            number,
            data.imageId().map(image).orElse(first.imageId()),
            data,
            now));
    return all.get(number - 1);
  }

  private List<Template> versions(FleetSpec.TemplateRef ref, Instant now) {
    if (ref.id().isPresent() == ref.name().isPresent()) {
      throw ApiError.combination(
          "You must specify either a launch template ID or a launch template name, but not both.");
    }
    boolean byName = ref.name().isPresent();
    String key = byName ? ref.name().get() : ref.id().orElseThrow();
    Optional<String> id =
        (byName ? named(key) : Optional.of(key).filter(versions::containsKey))
            .or(() -> fresh(key, byName, now));
    List<Template> found = id.map(versions::get).orElse(null);
    if (found == null) {
      throw unknown(key, byName);
    }
    return found;
  }

  private Optional<String> named(String name) {
    return versions.entrySet().stream()
        .filter(each -> each.getValue().get(0).name().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static ApiError unknown(String key, boolean byName) {
    return byName
        ? new ApiError(
            "InvalidLaunchTemplateName.NotFoundException",
            "The specified launch template, with template name " + key + ", does not exist.")
        : new ApiError(
            "InvalidLaunchTemplateId.NotFound",
            "The specified launch template, with template ID " + key + ", does not exist.");
  }

  private Optional<String> fresh(String key, boolean byName, Instant now) {
    return open && (byName ? NAME : ID).matcher(key).matches()
        ? Optional.of(add(key, TemplateData.EMPTY, now).id())
        : Optional.empty();
  }

  private Template add(String nameOrId, TemplateData data, Instant now) {
    boolean isId = ID.matcher(nameOrId).matches();
    Template template =
        new Template(
            isId ? nameOrId : ids.next("lt-"),
            isId ? "template-of-" + nameOrId : nameOrId,
            Template.DEFAULT_VERSION,
            1,
            data.imageId().map(image).orElseGet(() -> ids.next("ami-")),
            data,
            now);
    versions.put(template.id(), new ArrayList<>(List.of(template)));
    tags.add(template.id(), "launch-template", Map.of());
    return template;
  }
}
