package dev.slurmec2.sandbox.engine;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One filter of a describe call: any of its values matches; an asterisk stands for any text, a
 * question mark for one character, a backslash takes their meaning away.
 */
public record Filter(String name, List<String> values) {

  /** "The maximum number of filter values specified on a single call is 200." */
  static final int MAX_VALUES = 200;

  /** EC2 refuses longer filter values. */
  static final int MAX_VALUE_LENGTH = 255;

  public Filter {
    values = List.copyOf(values);
  }

  /** Applies EC2's limits to all filters of a call. */
  public static void check(List<Filter> filters) {
    int count = 0;
    for (Filter filter : filters) {
      if (filter.name.isEmpty() || filter.values.isEmpty()) {
        throw ApiError.value("The filter '" + filter.name + "' has no values.");
      }
      for (String value : filter.values) {
        if (value.length() > MAX_VALUE_LENGTH) {
          throw ApiError.value(
              "A value of the filter '%s' is longer than %d characters."
                  .formatted(filter.name, MAX_VALUE_LENGTH));
        }
      }
      count += filter.values.size();
    }
    if (count > MAX_VALUES) {
      throw new ApiError(
          "FilterLimitExceeded",
          "The maximum number of filter values specified on a single call is " + MAX_VALUES);
    }
  }

  /** The refusal of a filter that the call does not have. */
  public ApiError unknown() {
    return ApiError.value("The filter '" + name + "' is invalid");
  }

  /** Whether one of the values matches. */
  public boolean matches(String actual) {
    return values.stream().anyMatch(wanted -> matches(wanted, actual));
  }

  boolean matchesAny(Collection<String> actual) {
    return actual.stream().anyMatch(this::matches);
  }

  private static boolean matches(String wanted, String actual) {
    if (wanted.indexOf('*') < 0 && wanted.indexOf('?') < 0 && wanted.indexOf('\\') < 0) {
      return wanted.equals(actual);
    }
    StringBuilder regex = new StringBuilder();
    boolean literal = false;
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      if (!literal && c == '\\') {
        literal = true;
        continue;
      }
      if (!literal && c == '*') {
        regex.append(".*");
      } else if (!literal && c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      literal = false;
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(actual).matches();
  }
}
