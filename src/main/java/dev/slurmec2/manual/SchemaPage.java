package dev.slurmec2.manual;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The man page of a configuration file, from its JSON schema. */
final class SchemaPage {
  private static final int SECTION = 5;
  private static final List<String> COMBINATIONS = List.of("allOf", "anyOf", "oneOf");

  private final String name;
  private final Json.ObjectNode schema;
  private final Roff page;

  /**
   * A page to be written.
   *
   * @param subject the file's name without {@code .json}
   */
  SchemaPage(String subject, Json.ObjectNode schema, String date, String source) {
    this.name = "slurm-ec2-" + subject;
    this.schema = schema;
    this.page = new Roff(name, SECTION, date, source);
  }

  /** The page's file, below a directory of man pages. */
  String file() {
    return "man" + SECTION + "/" + name + "." + SECTION;
  }

  /** The page, in the macros of man(7). */
  String text() {
    page.name(name, string(schema, "title").orElseThrow());
    page.heading("Description");
    string(schema, "description").ifPresent(page::text);
    page.heading("Keys");
    keys(schema, "", new LinkedHashSet<>());
    page.heading("See also");
    page.text("slurm-ec2(8), slurm-ec2-generate-conf(8)");
    page.paragraph("The documents in /usr/share/doc/slurm-ec2/docs, configuration.md first.");
    return page.toString();
  }

  /**
   * Each key of an object, and of what is inside it.
   *
   * @param path what stands before the keys' names
   * @param open definitions that are being written: one that holds itself is written once
   */
  private void keys(Json.ObjectNode node, String path, Set<String> open) {
    Set<String> required = required(node);
    for (Json.ObjectNode part : parts(node, open)) {
      if (part.get("properties").orElse(null) instanceof Json.ObjectNode properties) {
        properties
            .members()
            .forEach(
                (key, value) -> {
                  if (value instanceof Json.ObjectNode property && !key.startsWith("$")) {
                    key(property, path + key, required.contains(key), open);
                  }
                });
      }
    }
  }

  private void key(Json.ObjectNode property, String path, boolean required, Set<String> open) {
    Set<String> inside = new LinkedHashSet<>(open);
    List<Json.ObjectNode> parts = parts(property, inside);
    page.term(path);
    page.text(required ? "Required." : "");
    sentences(property).forEach(page::text);
    values(parts, "enum", "One of ").ifPresent(page::text);
    values(parts, "examples", "For example ").ifPresent(page::text);
    for (Json.ObjectNode part : parts) {
      keys(part, path + ".", inside);
      if (part.get("items").orElse(null) instanceof Json.ObjectNode items) {
        keys(items, path + "[].", inside);
      }
    }
  }

  /** Title and description, its own or those of what it refers to. */
  private Stream<String> sentences(Json.ObjectNode property) {
    return Stream.of("title", "description")
        .flatMap(key -> sentence(property, key).stream())
        .map(text -> text.endsWith(".") ? text : text + ".");
  }

  private Optional<String> sentence(Json.ObjectNode property, String key) {
    Optional<String> own = string(property, key);
    return own.isPresent()
        ? own
        : string(property, "$ref").flatMap(this::definition).flatMap(node -> string(node, key));
  }

  private static Optional<String> values(List<Json.ObjectNode> parts, String key, String before) {
    return parts.stream()
        .flatMap(part -> part.get(key).stream())
        .filter(Json.ArrayNode.class::isInstance)
        .map(Json.ArrayNode.class::cast)
        .findFirst()
        .map(array -> array.items().stream().flatMap(item -> scalar(item).stream()).toList())
        .filter(items -> !items.isEmpty())
        .map(items -> before + String.join(", ", items) + ".");
  }

  private static Optional<String> scalar(Json item) {
    if (item instanceof Json.Text text) {
      return Optional.of(text.value());
    }
    if (item instanceof Json.Numeral number) {
      return Optional.of(number.literal());
    }
    return item instanceof Json.Bool bool
        ? Optional.of(Boolean.toString(bool.value()))
        : Optional.empty();
  }

  /** The node itself, what it refers to, and what it combines. */
  private List<Json.ObjectNode> parts(Json.ObjectNode node, Set<String> open) {
    List<Json.ObjectNode> parts = new ArrayList<>();
    parts.add(node);
    string(node, "$ref")
        .filter(open::add)
        .flatMap(this::definition)
        .ifPresent(definition -> parts.addAll(parts(definition, open)));
    for (String combination : COMBINATIONS) {
      if (node.get(combination).orElse(null) instanceof Json.ArrayNode alternatives) {
        for (Json alternative : alternatives.items()) {
          if (alternative instanceof Json.ObjectNode object) {
            parts.addAll(parts(object, open));
          }
        }
      }
    }
    return parts;
  }

  private Optional<Json.ObjectNode> definition(String reference) {
    return schema
        .get("$defs")
        .filter(Json.ObjectNode.class::isInstance)
        .map(Json.ObjectNode.class::cast)
        .flatMap(definitions -> definitions.get(reference.substring("#/$defs/".length())))
        .filter(Json.ObjectNode.class::isInstance)
        .map(Json.ObjectNode.class::cast);
  }

  private static Set<String> required(Json.ObjectNode node) {
    Set<String> required = new LinkedHashSet<>();
    if (node.get("required").orElse(null) instanceof Json.ArrayNode names) {
      names.items().forEach(name -> scalar(name).ifPresent(required::add));
    }
    return required;
  }

  private static Optional<String> string(Json.ObjectNode node, String key) {
    return node.get(key).flatMap(SchemaPage::scalar);
  }
}
