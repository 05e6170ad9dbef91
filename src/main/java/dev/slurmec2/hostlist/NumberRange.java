package dev.slurmec2.hostlist;

/**
 * Numbers from low to high, written with at least so many digits.
 *
 * @param low the first, not negative
 * @param high the last, not less than low
 * @param width digits to pad to with zeros: the width of low as it was written
 */
record NumberRange(long low, long high, int width) {

  /** Eighteen digits fit a long; real node numbers have five. */
  static final int MAX_DIGITS = 18;

  long count() {
    return high - low + 1;
  }

  /** Adds the number, padded. */
  void append(StringBuilder text, long number) {
    String digits = Long.toString(number);
    text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }
}
