package dev.slurmec2.hostlist;

import java.util.Comparator;

/**
 * Text with the numbers in it compared as numbers, so that {@code a9b} comes before {@code a10b}.
 * Numbers with a leading zero compare digit by digit, as decimals would, and so come first. It is
 * the order in which Slurm sorts the prefixes of names (src/common/strnatcmp.c).
 */
enum NaturalOrder implements Comparator<String> {
  INSTANCE;

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int digitsA = digitsFrom(a, i);
      int digitsB = digitsFrom(b, j);
      int order =
          digitsA > 0 && digitsB > 0
              ? compareNumbers(a.substring(i, i + digitsA), b.substring(j, j + digitsB))
              : Character.compare(a.charAt(i), b.charAt(j));
      if (order != 0) {
        return order;
      }
      i += Math.max(1, digitsA);
      j += Math.max(1, digitsB);
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int compareNumbers(String a, String b) {
    boolean padded = a.startsWith("0") || b.startsWith("0");
    if (!padded && a.length() != b.length()) {
      return Integer.compare(a.length(), b.length());
    }
    return a.compareTo(b);
  }

  private static int digitsFrom(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end - start;
  }
}
