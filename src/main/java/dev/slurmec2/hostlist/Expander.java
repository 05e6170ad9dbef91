package dev.slurmec2.hostlist;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads one expression from left to right and writes names as it goes. The names that an item means
 * are counted before the first of them is made, so that no expression can ask for more memory than
 * the limits allow.
 */
final class Expander {

  /** A part of a name: fixed text, or numbers out of a bracket. */
  private sealed interface Part {
    record Fixed(String text) implements Part {}

    record Numbers(List<NumberRange> ranges, long count) implements Part {}
  }

  private final String expression;
  private final List<String> names = new ArrayList<>();
  private int at;

  Expander(String expression) {
    this.expression = expression;
  }

  List<String> expand() {
    while (at < expression.length()) {
      if (Hostlist.isSeparator(expression.charAt(at))) {
        at++;
      } else {
        item();
      }
    }
    return List.copyOf(names);
  }

  /** One name or one pattern of names, up to the next separator. */
  private void item() {
    int start = at;
    List<Part> parts = new ArrayList<>();
    int textFrom = at;
    while (at < expression.length() && !Hostlist.isSeparator(expression.charAt(at))) {
      char c = expression.charAt(at);
      if (c == ']') {
        throw wrong(at, "there is a ] without its [");
      } else if (c == '[') {
        addText(parts, textFrom);
        parts.add(bracket());
        textFrom = at;
      } else {
        at++;
      }
    }
    addText(parts, textFrom);
    checkLimits(parts, start);
    write(parts, 0, new StringBuilder());
  }

  private void addText(List<Part> parts, int from) {
    if (at > from) {
      parts.add(new Part.Fixed(expression.substring(from, at)));
    }
  }

  private Part.Numbers bracket() {
    int open = at;
    int close = expression.indexOf(']', open);
    if (close < 0) {
      throw wrong(open, "the [ is never closed");
    }
    List<NumberRange> ranges = new ArrayList<>();
    long count = 0;
    at = open + 1;
    while (true) {
      NumberRange range = range();
      ranges.add(range);
      count += range.count();
      if (count > Hostlist.MAX_NAMES) {
        throw tooMany(open);
      }
      char next = expression.charAt(at);
      at++;
      if (next == ']') {
        return new Part.Numbers(ranges, count);
      }
      if (next != ',') {
        throw wrong(at - 1, "there is " + shown(next) + " where a comma, a - or a ] is due");
      }
    }
  }

  private NumberRange range() {
    int start = at;
    String low = digits();
    String high = low;
    if (expression.charAt(at) == '-') {
      at++;
      high = digits();
    }
    NumberRange range = new NumberRange(Long.parseLong(low), Long.parseLong(high), low.length());
    if (range.low() > range.high()) {
      throw wrong(start, "the range %s-%s runs backwards".formatted(low, high));
    }
    if (range.count() > Hostlist.MAX_NAMES) {
      throw tooMany(start);
    }
    return range;
  }

  /** A number; a bracket that was seen to be closed has a character behind each. */
  private String digits() {
    int start = at;
    while (isDigit(expression.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong(at, "a number is due and there is " + shown(expression.charAt(at)));
    }
    if (at - start > NumberRange.MAX_DIGITS) {
      throw wrong(start, "the number has more than %d digits".formatted(NumberRange.MAX_DIGITS));
    }
    return expression.substring(start, at);
  }

  private void checkLimits(List<Part> parts, int start) {
    long count = 1;
    int length = 0;
    for (Part part : parts) {
      if (part instanceof Part.Numbers numbers) {
        // Both factors are at most MAX_NAMES, so the product cannot overflow.
        count *= numbers.count();
        length += numbers.ranges().stream().mapToInt(Expander::digitsOf).max().orElse(0);
      } else {
        length += ((Part.Fixed) part).text().length();
      }
      if (names.size() + count > Hostlist.MAX_NAMES) {
        throw tooMany(start);
      }
    }
    if (length > Hostlist.MAX_NAME_LENGTH) {
      throw wrong(
          start,
          "there is a name of %d characters and a name may have %d"
              .formatted(length, Hostlist.MAX_NAME_LENGTH));
    }
  }

  private static int digitsOf(NumberRange range) {
    return Math.max(range.width(), Long.toString(range.high()).length());
  }

  /** As deep as the name has parts: at most {@link Hostlist#MAX_NAME_LENGTH}. */
  private void write(List<Part> parts, int index, StringBuilder name) {
    if (index == parts.size()) {
      names.add(name.toString());
      return;
    }
    int length = name.length();
    if (parts.get(index) instanceof Part.Numbers numbers) {
      for (NumberRange range : numbers.ranges()) {
        for (long number = range.low(); number <= range.high(); number++) {
          range.append(name, number);
          write(parts, index + 1, name);
          name.setLength(length);
        }
      }
    } else {
      name.append(((Part.Fixed) parts.get(index)).text());
      write(parts, index + 1, name);
      name.setLength(length);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String shown(char c) {
    return c == ']' || c == '[' || c == '-' || c == ',' ? "a " + c : "\"" + c + "\"";
  }

  private HostlistException tooMany(int index) {
    return wrong(
        index, "the names become more than %d, Slurm's limit".formatted(Hostlist.MAX_NAMES));
  }

  private HostlistException wrong(int index, String problem) {
    return new HostlistException(expression, index + 1, problem);
  }
}
