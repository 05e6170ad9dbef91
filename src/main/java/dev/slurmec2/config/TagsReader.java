package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks Tags against EC2's tag restrictions (EC2 User Guide, "Tag your Amazon EC2 resources"). */
final class TagsReader {
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;

  /** EC2 takes 50 on one instance; five are the suite's: Name and four of its prefix. */
  private static final int MAX_TAGS = 45;

  /**
   * With NodeNameTags index: the suite's are then also that of the placement group, the range of
   * nodes, and up to nine for a number below 65,536.
   */
  private static final int MAX_TAGS_BESIDE_INDEX = 34;

  static final String AWS_PREFIX = "aws:";
  static final String OWN_PREFIX = "slurm-ec2:";
  static final String NAME = "Name";

  private static final List<String> PLACEHOLDERS =
      List.of("{ip_address}", "{node_name}", "{hostname}");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]{1,30}\\}");

  private TagsReader() {}

  /** The tags that could be read. */
  static List<Tag> read(Element element) {
    List<Element> items = element.items();
    if (items.size() > MAX_TAGS) {
      element.error(
          "has "
              + items.size()
              + " tags; EC2 takes 50 for an instance, and five of them are the suite's own.");
    }
    List<Tag> tags = new ArrayList<>();
    Map<String, Element> seen = new LinkedHashMap<>();
    for (Element item : items) {
      Optional<Members> members = Members.of(item, KnownKeys.TAG);
      Optional<Element> keyElement = members.flatMap(m -> m.required("Key"));
      Optional<String> key = keyElement.flatMap(Element::text);
      Optional<String> value = members.flatMap(m -> m.required("Value")).flatMap(TagsReader::value);
      if (key.isPresent() && keyElement.isPresent()) {
        checkKey(keyElement.get(), key.get());
        Element first = seen.putIfAbsent(key.get(), item);
        if (first != null) {
          keyElement
              .get()
              .error(
                  "the tag "
                      + Quoted.of(key.get())
                      + " is there twice; the first is in line "
                      + first.value().at().line()
                      + ".");
        }
        value.ifPresent(v -> tags.add(new Tag(key.get(), v)));
      }
    }
    return tags;
  }

  /** What else holds for the tags of a group whose NodeNameTags is index. */
  static void checkBesideIndex(Element element, List<Tag> tags) {
    if (tags.size() > MAX_TAGS_BESIDE_INDEX) {
      element.error(
          "has "
              + tags.size()
              + " tags; with NodeNameTags index at most "
              + MAX_TAGS_BESIDE_INDEX
              + " are possible, as EC2 takes 50 for an instance.");
    }
    tags.stream()
        .filter(Tag::hasPlaceholder)
        .findFirst()
        .ifPresent(
            tag ->
                element.warning(
                    "NodeNameTags index has no effect here: the tag "
                        + Quoted.of(tag.key())
                        + " differs from node to node, so that each instance needs a call anyway;"
                        + " take the tag or NodeNameTags out."));
  }

  private static void checkKey(Element element, String key) {
    if (element.isPostponed()) {
      return;
    }
    if (key.length() > MAX_KEY) {
      element.error("is longer than EC2's limit of " + MAX_KEY + " characters.");
    }
    if (key.toLowerCase(Locale.ROOT).startsWith(AWS_PREFIX)) {
      element.error("must not start with aws:, which is reserved for AWS.");
    }
    if (key.startsWith(OWN_PREFIX)) {
      element.error("must not start with slurm-ec2:, by which the suite knows its instances.");
    }
    if (key.equals(NAME)) {
      element.error("Name is the node's name on every instance; take another key.");
    }
  }

  /** Unlike most strings a tag's value may be empty. */
  private static Optional<String> value(Element element) {
    if (!(element.value() instanceof Json.Text text)) {
      element.error("must be a string, not " + element.value().kind() + ".");
      return Optional.empty();
    }
    if (!element.isPostponed()) {
      if (text.value().length() > MAX_VALUE) {
        element.error("is longer than EC2's limit of " + MAX_VALUE + " characters.");
      }
      Matcher placeholder = PLACEHOLDER.matcher(text.value());
      while (placeholder.find()) {
        String found = placeholder.group();
        if (!PLACEHOLDERS.contains(found)) {
          NearMiss.of(found, PLACEHOLDERS)
              .ifPresent(
                  near ->
                      element.warning(
                          found + " stays as it is written: did you mean " + near + "?"));
        }
      }
    }
    return Optional.of(text.value());
  }
}
