package dev.slurmec2.sandbox.engine;

import java.util.Map;
import java.util.regex.Pattern;

/** EC2's restrictions on tags (User Guide, "Tag your Amazon EC2 resources"). */
final class TagRules {

  static final int MAX_TAGS = 50;
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;

  /**
   * The keys that EC2 takes for an instance whose tags are in its metadata. In the sandbox they
   * always are.
   */
  private static final Pattern METADATA_KEY = Pattern.compile("[0-9a-zA-Z\\-_+=,.@:]{1,255}");

  private TagRules() {}

  static void check(Map<String, String> tags, boolean instance) {
    tags.forEach((key, value) -> check(key, value, instance));
  }

  private static void check(String key, String value, boolean instance) {
    if (key.isEmpty()) {
      throw ApiError.value("Tag key cannot be null or empty.");
    }
    if (key.length() > MAX_KEY) {
      throw ApiError.value("Tag key exceeds the maximum length of " + MAX_KEY + " characters");
    }
    if (value.length() > MAX_VALUE) {
      throw ApiError.value("Tag value exceeds the maximum length of " + MAX_VALUE + " characters");
    }
    if (key.regionMatches(true, 0, "aws:", 0, 4)) {
      throw ApiError.value("Tag keys starting with 'aws:' are reserved for internal use");
    }
    if (instance && !METADATA_KEY.matcher(key).matches()) {
      throw ApiError.value(
          "'"
              + key
              + "' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255}),"
              + " and must not be a reserved name ('.', '..', '_index')");
    }
  }

  /** Checks how many tags a resource would have; the system's own do not count. */
  static void checkCount(Map<String, String> all) {
    long own = all.keySet().stream().filter(key -> !key.startsWith("aws:")).count();
    if (own > MAX_TAGS) {
      throw new ApiError(
          "TagLimitExceeded",
          "The maximum number of tags for a resource has been reached: " + MAX_TAGS + ".");
    }
  }
}
