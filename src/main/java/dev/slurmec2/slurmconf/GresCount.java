package dev.slurmec2.slurmconf;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A count of a generic resource.
 *
 * <p>A suffix multiplies: K, M, G, T and P, alone or as KiB …, by powers of 1024; KB … by powers of
 * 1000; in any case (Slurm's {@code suffix_mult}, tried on 22.05).
 *
 * @param value the number, suffix counted in
 * @param text as gres.conf takes it, which knows the single letters only
 */
record GresCount(long value, String text) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]+)(?:([kmgtp])(ib|b)?)?", Pattern.CASE_INSENSITIVE);

  /** Slurm keeps counts in 64 bits; the topmost stand for "none" and "infinite". */
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  /** Longer digit strings are beyond 64 bits; they are not computed. */
  private static final int MAX_DIGITS = 64;

  private static final Map<String, Integer> POWERS = Map.of("k", 1, "m", 2, "g", 3, "t", 4, "p", 5);

  /** The count; empty if the text is none, or too large for Slurm. */
  static Optional<GresCount> read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > MAX_DIGITS || !matcher.matches()) {
      return Optional.empty();
    }
    BigInteger digits = new BigInteger(matcher.group(1));
    String letter = matcher.group(2);
    String unit = matcher.group(3);
    BigInteger value = digits;
    if (letter != null) {
      long base = "b".equalsIgnoreCase(unit) ? 1000 : 1024;
      Integer power = POWERS.get(letter.toLowerCase(Locale.ROOT));
      value = digits.multiply(BigInteger.valueOf(base).pow(power == null ? 0 : power));
    }
    if (value.compareTo(LARGEST) > 0) {
      return Optional.empty();
    }
    boolean singleLetter = letter != null && unit == null;
    String printed = singleLetter ? digits + letter.toUpperCase(Locale.ROOT) : value.toString();
    return Optional.of(new GresCount(value.longValueExact(), printed));
  }
}
