package dev.slurmec2.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The syntax of references to parameters inside strings: {@code {{ssm:NAME}}}, where NAME may hold
 * {@code {cluster}}, {@code {region}}, {@code {partition}} and {@code {nodegroup}}.
 */
final class ReferenceSyntax {
  static final String START = "{{ssm:";
  static final String CLUSTER = "cluster";
  static final String REGION = "region";
  static final String PARTITION = "partition";
  static final String NODE_GROUP = "nodegroup";

  private static final String END = "}}";

  /** What was probably meant as a reference. */
  private static final Pattern ALMOST = Pattern.compile("(?i)\\{\\s*ssm\\s*:");

  /** Characters of names, ARNs and selectors: GetParameters' Names, Systems Manager API. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.:/-]+");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  /** The longest Names item of GetParameters, Systems Manager API. */
  private static final int MAX_NAME = 2048;

  private ReferenceSyntax() {}

  /** Whether a text has a reference, well-formed or not. */
  static boolean isMeant(String text) {
    return ALMOST.matcher(text).find();
  }

  /** The names as written, placeholders unfilled; malformed references are left out. */
  static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    replace(
        text,
        name -> {
          names.add(name);
          return "";
        });
    return names;
  }

  /** The text with each well-formed reference replaced by what the function gives for its name. */
  static String replace(String text, UnaryOperator<String> valueOf) {
    StringBuilder result = new StringBuilder();
    int from = 0;
    for (int start = text.indexOf(START); start >= 0; start = text.indexOf(START, from)) {
      int nameStart = start + START.length();
      int end = endOfName(text, nameStart);
      if (end < 0) {
        result.append(text, from, nameStart);
        from = nameStart;
      } else {
        result.append(text, from, start).append(valueOf.apply(text.substring(nameStart, end)));
        from = end + END.length();
      }
    }
    return result.append(text, from, text.length()).toString();
  }

  /** Where the name's closing braces are; -1 if there are none. */
  private static int endOfName(String text, int from) {
    boolean inPlaceholder = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        if (inPlaceholder) {
          return -1;
        }
        inPlaceholder = true;
      } else if (c == '}' && inPlaceholder) {
        inPlaceholder = false;
      } else if (c == '}') {
        return text.startsWith(END, i) ? i : -1;
      }
    }
    return -1;
  }

  /** A name with its placeholders filled in; those without a value stay. */
  static String filled(String name, Map<String, String> placeholders) {
    String result = name;
    for (Map.Entry<String, String> entry : placeholders.entrySet()) {
      result = result.replace("{" + entry.getKey() + "}", entry.getValue());
    }
    return result;
  }

  /**
   * What is wrong with the references of a text.
   *
   * @param placeholders those that may be used here
   */
  static Optional<String> fault(String text, Set<String> placeholders) {
    List<String> names = names(text);
    if (ALMOST.matcher(replace(text, name -> "")).find()) {
      return Optional.of(
          "holds a reference to a parameter that is not well-formed; write {{ssm:/path/name}}.");
    }
    Map<String, String> sample = new LinkedHashMap<>();
    placeholders.forEach(placeholder -> sample.put(placeholder, "x"));
    return names.stream().flatMap(name -> nameFault(name, sample).stream()).findFirst();
  }

  private static Optional<String> nameFault(String name, Map<String, String> sample) {
    String filled = filled(name, sample);
    var unknown = PLACEHOLDER.matcher(filled);
    if (unknown.find()) {
      return Optional.of(
          "names a parameter with "
              + unknown.group()
              + ", which cannot be filled in here; what can is "
              + String.join(
                  ", ", sample.keySet().stream().sorted().map(p -> "{" + p + "}").toList())
              + NearMiss.of(unknown.group(1), sample.keySet())
                  .map(near -> " (did you mean {" + near + "}?)")
                  .orElse("")
              + ".");
    }
    if (!NAME.matcher(filled).matches() || filled.length() > MAX_NAME) {
      return Optional.of(
          "names the parameter "
              + Quoted.of(name)
              + ", which is no name of a parameter: letters, digits and . - _ / : are allowed.");
    }
    return Optional.empty();
  }
}
