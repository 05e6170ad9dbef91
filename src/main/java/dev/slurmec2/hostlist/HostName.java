package dev.slurmec2.hostlist;

import java.util.Comparator;

/**
 * A name, taken apart as Slurm does: what stands before the number at its end, and that number.
 *
 * @param text the whole name
 * @param prefix what stands before the digits; the whole name when it ends in none
 * @param digits the digits at its end, with their padding; empty when there are none, or more than
 *     fit a long
 * @param number their value; 0 when there are none
 */
record HostName(String text, String prefix, String digits, long number) {

  /**
   * The order of {@code scontrol show hostlistsorted} (hostrange_cmp in src/common/hostlist.c): by
   * prefix as {@link NaturalOrder}, names without a number first, then by number; of numbers that
   * cannot share a range for their padding, the one with fewer digits first. That is the order of
   * the digits' length, then value: of two numbers that can share a range, the longer is greater.
   */
  static final Comparator<HostName> ORDER = HostName::compare;

  private static int compare(HostName one, HostName other) {
    int order = NaturalOrder.INSTANCE.compare(one.prefix, other.prefix);
    if (order == 0) {
      order = one.prefix.compareTo(other.prefix);
    }
    if (order == 0) {
      order = Integer.compare(one.digits.length(), other.digits.length());
    }
    return order == 0 ? Long.compare(one.number, other.number) : order;
  }

  static HostName of(String text) {
    int start = text.length();
    while (start > 0 && isDigit(text.charAt(start - 1))) {
      start--;
    }
    int length = text.length() - start;
    if (length == 0 || length > NumberRange.MAX_DIGITS) {
      return new HostName(text, text, "", 0);
    }
    String digits = text.substring(start);
    return new HostName(text, text.substring(0, start), digits, Long.parseLong(digits));
  }

  boolean isNumbered() {
    return !digits.isEmpty();
  }

  /**
   * Whether the next name can go on in a range that ends with this one: the number is one greater,
   * and padding to this one's width gives the next one's digits.
   */
  boolean continuesTo(HostName next) {
    boolean sameWidth = digits.length() == next.digits.length();
    boolean grewADigit = !next.digits.startsWith("0") && next.digits.length() > digits.length();
    return next.number == number + 1 && (sameWidth || grewADigit);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
