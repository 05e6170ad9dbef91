package dev.slurmec2.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one probably means. */
public final class NearMiss {

  /** One slip for each so many letters: more is another word. */
  private static final int LETTERS_PER_SLIP = 3;

  /** More slips than this are another word, however long it is. */
  private static final int MAX_SLIPS = 3;

  /** Longer words are not compared: no key is as long, and the comparison costs length squared. */
  private static final int MAX_LENGTH = 100;

  private NearMiss() {}

  /**
   * The nearest of the known words: equal but for case if there is one, else the one with the
   * fewest slips (letters missing, added, replaced or swapped), at most one for three letters.
   */
  public static Optional<String> of(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int limit = Math.min(MAX_SLIPS, Math.max(1, word.length() / LETTERS_PER_SLIP));
    record Candidate(String word, int slips) {}
    return known.stream()
        .filter(candidate -> !candidate.equals(word))
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= limit)
        .map(
            candidate -> new Candidate(candidate, slips(lower, candidate.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.slips() <= limit)
        .min((one, other) -> Integer.compare(one.slips(), other.slips()))
        .map(Candidate::word);
  }

  /** A half-sentence for messages, {@code ": did you mean SubnetIds?"}, or nothing. */
  public static String hint(String word, Collection<String> known) {
    return of(word, known).map(near -> ": did you mean " + near + "?").orElse("");
  }

  /** Edit distance with swaps of neighbours (optimal string alignment). */
  private static int slips(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      distance[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      distance[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, distance[i - 2][j - 2] + 1);
        }
        distance[i][j] = best;
      }
    }
    return distance[a.length()][b.length()];
  }
}
