package dev.slurmec2.testing;

import java.util.List;
import java.util.Random;

/** Damaged copies of a text, the same ones for the same seed. */
public final class Mutants {

  /** More at once would leave nothing to get past the first check with. */
  private static final int MAX_CHANGES = 3;

  private static final int LONGEST_CUT = 40;

  private final Random random;
  private final List<String> pieces;

  /**
   * @param pieces what is put in here and there, chosen to hurt
   */
  public Mutants(long seed, List<String> pieces) {
    this.random = new Random(seed);
    this.pieces = List.copyOf(pieces);
  }

  /** A copy with one to three changes: parts cut out, doubled, replaced, moved or cut off. */
  public String of(String text) {
    String mutant = text;
    for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0; changes--) {
      mutant = changed(mutant);
    }
    return mutant;
  }

  private String changed(String text) {
    if (text.isEmpty()) {
      return piece();
    }
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + 1 + random.nextInt(LONGEST_CUT));
    return switch (random.nextInt(7)) {
      case 0 -> text.substring(0, from) + text.substring(to);
      case 1 -> text.substring(0, from) + piece() + text.substring(to);
      case 2 -> text.substring(0, from) + piece() + text.substring(from);
      case 3 -> text.substring(0, to) + text.substring(from);
      case 4 -> random.nextInt(10) == 0 ? text.substring(0, from) : replacedOne(text, from);
      case 5 -> text.substring(from) + text.substring(0, from);
      default -> replacedOne(text, from);
    };
  }

  private String replacedOne(String text, int at) {
    return text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
  }

  private String piece() {
    return pieces.get(random.nextInt(pieces.size()));
  }
}
