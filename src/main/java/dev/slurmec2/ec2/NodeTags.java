package dev.slurmec2.ec2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which node an instance is, by its tags. Pure.
 *
 * <p>Either {@link Tags#NAME} says it, or {@link Tags#NODES}, which all instances of a launch carry
 * from their first moment, has a range of nodes, and the presence of {@link Tags#BIT} with a number
 * behind it says which of them ({@link IndexCode}). While bits are missing, because they are not
 * set yet or not shown yet, the instance is no node. The index counts more than the name, which
 * anybody may edit for his own eyes.
 */
public final class NodeTags {

  /** {@code aws-node-[0-999]}: what {@code NodeNaming} makes of a group, or a part of it. */
  private static final Pattern RANGE = Pattern.compile("([^\\[\\],]+)\\[(\\d{1,9})-(\\d{1,9})\\]");

  /** EC2 takes no longer value (EC2 User Guide, tag restrictions). */
  private static final int MAX_VALUE = 256;

  private final String prefix;
  private final int first;
  private final int width;
  private final int count;
  private final IndexCode code;

  private NodeTags(String prefix, int first, int width, int count, IndexCode code) {
    this.prefix = prefix;
    this.first = first;
    this.width = width;
    this.count = count;
    this.code = code;
  }

  /** The node's name; empty when the tags say none, or not all of it yet. */
  public static Optional<String> nodeOf(Map<String, String> tags) {
    Optional<String> byIndex = of(tags).flatMap(range -> range.node(bitsOf(tags)));
    return byIndex.isPresent() ? byIndex : Optional.ofNullable(tags.get(Tags.NAME));
  }

  /**
   * Nodes that a tag {@link Tags#NODES} can stand for.
   *
   * @param range as {@code aws-node-[0-999]}
   * @return empty for what is no such range, or has only one node
   */
  public static Optional<NodeTags> of(String range) {
    Matcher matcher = RANGE.matcher(range);
    if (range.length() > MAX_VALUE || !matcher.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(matcher.group(2));
    int count = Integer.parseInt(matcher.group(3)) - first + 1;
    return IndexCode.of(count)
        .map(code -> new NodeTags(matcher.group(1), first, matcher.group(2).length(), count, code));
  }

  /** The range that an instance with these tags was launched for. */
  public static Optional<NodeTags> of(Map<String, String> tags) {
    return Optional.ofNullable(tags.get(Tags.NODES)).flatMap(NodeTags::of);
  }

  /**
   * The bit tags that an instance lacks to be that node.
   *
   * @param tags what it has
   * @return empty when no bits can make it that node: the node is outside of the range, or the
   *     instance has bits that are not this node's
   */
  public Optional<List<String>> missing(String node, Map<String, String> tags) {
    OptionalInt index = indexOf(node);
    if (index.isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> bits = code.bitsOf(index.getAsInt());
    Set<Integer> there = bitsOf(tags);
    return bits.containsAll(there)
        ? Optional.of(
            bits.stream().filter(bit -> !there.contains(bit)).map(bit -> Tags.BIT + bit).toList())
        : Optional.empty();
  }

  private Optional<String> node(Set<Integer> bits) {
    OptionalInt index = code.indexOf(bits);
    return index.isPresent() && index.getAsInt() < count
        ? Optional.of(name(index.getAsInt()))
        : Optional.empty();
  }

  private String name(int index) {
    String digits = Integer.toString(first + index);
    return prefix + "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private OptionalInt indexOf(String node) {
    String digits = node.startsWith(prefix) ? node.substring(prefix.length()) : "";
    if (!digits.matches("\\d{1,9}")) {
      return OptionalInt.empty();
    }
    int index = Integer.parseInt(digits) - first;
    return index >= 0 && index < count && name(index).equals(node)
        ? OptionalInt.of(index)
        : OptionalInt.empty();
  }

  private static Set<Integer> bitsOf(Map<String, String> tags) {
    Set<Integer> bits = new TreeSet<>();
    for (String key : tags.keySet()) {
      if (key.startsWith(Tags.BIT)) {
        bit(key.substring(Tags.BIT.length())).ifPresent(bits::add);
      }
    }
    return bits;
  }

  /** One digit, or two of which the first is not 0. */
  private static OptionalInt bit(String number) {
    boolean twoDigits = number.length() == 2 && number.charAt(0) != '0';
    boolean isNumber = number.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber && (number.length() == 1 || twoDigits)
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }
}
