package dev.slurmec2.sandbox.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The tags of everything in a region that can carry any. */
final class ResourceTags {

  /** CreateTags and DeleteTags: "up to 1000 resources". */
  private static final int MAX_RESOURCES = 1000;

  private record Entry(String type, Map<String, String> tags) {}

  private final Map<String, Entry> entries = new TreeMap<>();

  void add(String id, String type, Map<String, String> tags) {
    entries.put(id, new Entry(type, new TreeMap<>(tags)));
  }

  void remove(String id) {
    entries.remove(id);
  }

  Map<String, String> of(String id) {
    Entry entry = entries.get(id);
    return entry == null ? Map.of() : entry.tags();
  }

  /**
   * Sets tags on all resources or, when anything is wrong, on none.
   *
   * @param invisible says whether a resource is too young to be known
   */
  void create(List<String> ids, Map<String, String> tags, Predicate<String> invisible) {
    checkIds(ids, invisible);
    if (tags.isEmpty()) {
      throw ApiError.missing("Tag");
    }
    for (String id : ids) {
      Entry entry = find(id);
      TagRules.check(tags, entry.type().equals("instance"));
      Map<String, String> all = new LinkedHashMap<>(entry.tags());
      all.putAll(tags);
      TagRules.checkCount(all);
    }
    ids.forEach(id -> find(id).tags().putAll(tags));
  }

  /**
   * Takes tags away.
   *
   * @param tags keys, each with the value that it must have or nothing for any; none at all takes
   *     all tags away but the system's
   */
  void delete(List<String> ids, Map<String, Optional<String>> tags, Predicate<String> invisible) {
    checkIds(ids, invisible);
    for (String id : ids) {
      Map<String, String> own = find(id).tags();
      if (tags.isEmpty()) {
        own.keySet().removeIf(key -> !key.startsWith("aws:"));
      }
      tags.forEach(
          (key, value) -> {
            if (value.isEmpty()) {
              own.remove(key);
            } else {
              own.remove(key, value.get());
            }
          });
    }
  }

  private void checkIds(List<String> ids, Predicate<String> invisible) {
    if (ids.isEmpty()) {
      throw ApiError.missing("resourceIdSet");
    }
    if (ids.size() > MAX_RESOURCES) {
      throw ApiError.value(
          "The request names " + ids.size() + " resources; at most " + MAX_RESOURCES + " may be.");
    }
    List<String> unknown =
        ids.stream().filter(id -> !entries.containsKey(id) || invisible.test(id)).toList();
    if (!unknown.isEmpty()) {
      String id = unknown.get(0);
      if (id.startsWith("i-")) {
        throw ApiError.unknownInstances(
            unknown.stream().filter(each -> each.startsWith("i-")).toList());
      }
      if (id.startsWith("vol-")) {
        throw new ApiError("InvalidVolume.NotFound", "The volume '" + id + "' does not exist.");
      }
      throw new ApiError("InvalidID", "The ID '" + id + "' is not valid");
    }
  }

  private Entry find(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException("No tags are kept for " + id + ".");
    }
    return entry;
  }

  List<Tagged> list(List<Filter> filters) {
    Filter.check(filters);
    filters.forEach(filter -> matches(new Tagged("", "", "", ""), filter));
    List<Tagged> all = new ArrayList<>();
    entries.forEach(
        (id, entry) ->
            entry
                .tags()
                .forEach((key, value) -> all.add(new Tagged(id, entry.type(), key, value))));
    all.removeIf(tag -> !filters.stream().allMatch(filter -> matches(tag, filter)));
    return all;
  }

  private static boolean matches(Tagged tag, Filter filter) {
    if (filter.name().startsWith("tag:")) {
      return tag.key().equals(filter.name().substring("tag:".length()))
          && filter.matches(tag.value());
    }
    return switch (filter.name()) {
      case "key" -> filter.matches(tag.key());
      case "value" -> filter.matches(tag.value());
      case "resource-id" -> filter.matches(tag.resourceId());
      case "resource-type" -> filter.matches(tag.resourceType());
      default -> throw filter.unknown();
    };
  }
}
