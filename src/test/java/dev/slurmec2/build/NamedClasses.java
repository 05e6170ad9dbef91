package dev.slurmec2.build;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which classes of the SDK's services are named where. */
final class NamedClasses {

  /**
   * In class files with / (Java Virtual Machine Specification, 4.2.1), in texts that are looked up
   * at run time with a point. In a class file no letter follows a name: after it comes a sign of a
   * descriptor or the tag of the next constant.
   */
  private static final Pattern NAME =
      Pattern.compile("software[/.]amazon[/.]awssdk[/.]services[/.](?:ec2|ssm)[/.][\\w$/.]+");

  private NamedClasses() {}

  /**
   * Looks for names in a file of any kind.
   *
   * @return each with /; also what only looks like a class
   */
  static Set<String> in(byte[] file) {
    Set<String> names = new HashSet<>();
    Matcher found = NAME.matcher(new String(file, StandardCharsets.ISO_8859_1));
    while (found.find()) {
      names.add(found.group().replace('.', '/'));
    }
    return names;
  }

  /**
   * Follows names from class to class.
   *
   * @param used where to begin
   * @param named the names in each class
   * @return the classes that are named there, or in a class that is
   */
  static Set<String> reached(Set<String> used, Map<String, Set<String>> named) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(used);
    while (!open.isEmpty()) {
      String name = open.pop();
      Set<String> further = named.get(name);
      if (further != null && reached.add(name)) {
        open.addAll(further);
      }
    }
    return reached;
  }
}
