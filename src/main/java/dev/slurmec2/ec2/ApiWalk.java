package dev.slurmec2.ec2;

import dev.slurmec2.config.ApiShapes.ShapeProblem;
import dev.slurmec2.config.NearMiss;
import dev.slurmec2.config.Problem.Severity;
import dev.slurmec2.json.Json;
import dev.slurmec2.json.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * Carries JSON by API names over to the SDK's builders, member by member, along the field lists
 * that the SDK generates from EC2's model. Whatever the SDK knows can be configured, and what it
 * does not know is found here.
 */
final class ApiWalk {
  private final List<ShapeProblem> problems = new ArrayList<>();

  /**
   * Sets on the builder what the object says. Members with problems are left out.
   *
   * @param builder an SDK builder
   * @param object its members by API names
   * @return what is wrong, in the order of the text
   */
  static List<ShapeProblem> fill(SdkPojo builder, Json.ObjectNode object) {
    ApiWalk walk = new ApiWalk();
    walk.members(builder, Optional.empty(), object, "");
    return List.copyOf(walk.problems);
  }

  /**
   * Sets on the builder what the object says, and keeps the rest of what was built from it, at all
   * depths: an object's members count over those of the same name, other values over whole values,
   * arrays included.
   *
   * @param builder an SDK builder
   * @param built what it builds now
   * @param object its members by API names
   * @return what is wrong, in the order of the text
   */
  static List<ShapeProblem> merge(SdkPojo builder, SdkPojo built, Json.ObjectNode object) {
    ApiWalk walk = new ApiWalk();
    walk.members(builder, Optional.of(built), object, "");
    return List.copyOf(walk.problems);
  }

  private void members(
      SdkPojo builder, Optional<SdkPojo> built, Json.ObjectNode object, String pointer) {
    Map<String, SdkField<?>> fields = new LinkedHashMap<>();
    builder.sdkFields().forEach(field -> fields.put(field.memberName(), field));
    object
        .members()
        .forEach(
            (key, value) -> {
              String here = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
              SdkField<?> field = fields.get(key);
              if (field == null) {
                problem(
                    here,
                    object.keyAt(key),
                    Severity.WARNING,
                    "EC2 knows no member "
                        + key
                        + " here"
                        + NearMiss.of(key, fields.keySet())
                            .map(near -> ": did you mean " + near + "?")
                            .orElse("; it is left out."));
              } else if (!(value instanceof Json.Null)) {
                Optional<Object> before = built.map(field::getValueOrDefault);
                value(field, before, value, here)
                    .ifPresent(converted -> field.set(builder, converted));
              }
            });
  }

  private Optional<Object> value(
      SdkField<?> field, Optional<Object> before, Json value, String pointer) {
    return switch (field.marshallingType().getKnownType()) {
      case SDK_POJO -> pojo(field, before, value, pointer);
      case LIST -> list(field, value, pointer);
      case MAP -> map(field, value, pointer);
      default -> scalar(field, value, pointer);
    };
  }

  private Optional<Object> pojo(
      SdkField<?> field, Optional<Object> before, Json value, String pointer) {
    if (!(value instanceof Json.ObjectNode object)) {
      return wrong(value, pointer, "an object");
    }
    SdkPojo builder = field.constructor().get();
    Optional<SdkPojo> built = Optional.empty();
    if (before.orElse(null) instanceof SdkPojo pojo
        && pojo instanceof ToCopyableBuilder<?, ?> copyable
        && copyable.toBuilder() instanceof SdkPojo copy) {
      builder = copy;
      built = Optional.of(pojo);
    }
    members(builder, built, object, pointer);
    return Optional.of(builder instanceof Buildable buildable ? buildable.build() : builder);
  }

  private Optional<Object> list(SdkField<?> field, Json value, String pointer) {
    if (!(value instanceof Json.ArrayNode array)) {
      return wrong(value, pointer, "an array");
    }
    SdkField<?> member = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < array.items().size(); i++) {
      value(member, Optional.empty(), array.items().get(i), pointer + "/" + i)
          .ifPresent(items::add);
    }
    return Optional.of(items);
  }

  private Optional<Object> map(SdkField<?> field, Json value, String pointer) {
    if (!(value instanceof Json.ObjectNode object)) {
      return wrong(value, pointer, "an object");
    }
    SdkField<?> member = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
    Map<String, Object> entries = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (key, item) ->
                value(member, Optional.empty(), item, pointer + "/" + key)
                    .ifPresent(v -> entries.put(key, v)));
    return Optional.of(entries);
  }

  private Optional<Object> scalar(SdkField<?> field, Json value, String pointer) {
    ApiScalar type = ApiScalar.of(field.marshallingType().getKnownType());
    Optional<Object> converted = ApiScalar.text(value).flatMap(type::parse);
    return converted.isPresent() ? converted : wrong(value, pointer, type.wanted());
  }

  private Optional<Object> wrong(Json value, String pointer, String wanted) {
    String found = ApiScalar.text(value).map(text -> " " + text).orElse("");
    problem(
        pointer,
        value.at(),
        Severity.ERROR,
        "EC2 takes " + wanted + " here, not " + value.kind() + found + ".");
    return Optional.empty();
  }

  private void problem(String pointer, Location at, Severity severity, String message) {
    problems.add(new ShapeProblem(pointer, at, message, severity));
  }
}
