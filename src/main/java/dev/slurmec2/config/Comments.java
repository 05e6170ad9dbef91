package dev.slurmec2.config;

import dev.slurmec2.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Comments in JSON: members whose key starts with {@code //}, anywhere, of any value. They are
 * taken out before anything looks at the document, so they reach neither slurm.conf nor EC2.
 */
final class Comments {
  private static final String START = "//";

  private Comments() {}

  /** Whether a member of that key is a comment. */
  static boolean isKey(String key) {
    return key.startsWith(START);
  }

  /** The value without comments, at all depths. */
  static Json removed(Json value) {
    if (value instanceof Json.ArrayNode array) {
      return new Json.ArrayNode(array.items().stream().map(Comments::removed).toList(), array.at());
    }
    if (value instanceof Json.ObjectNode object) {
      Map<String, Json> members = new LinkedHashMap<>();
      object
          .members()
          .forEach(
              (key, member) -> {
                if (!isKey(key)) {
                  members.put(key, removed(member));
                }
              });
      return new Json.ObjectNode(members, object.keys(), object.at());
    }
    return value;
  }
}
