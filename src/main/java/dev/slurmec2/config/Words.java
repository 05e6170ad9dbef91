package dev.slurmec2.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Values that are one of a few words. */
final class Words {

  private Words() {}

  /**
   * The constant of that word; anything else is reported.
   *
   * @param whilePostponed what stands for a reference to a parameter until it is resolved
   */
  static <T> Optional<T> read(
      Element element, T[] constants, Function<T, String> word, T whilePostponed) {
    Optional<String> text = element.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (element.isPostponed()) {
      return Optional.of(whilePostponed);
    }
    Optional<T> found =
        Arrays.stream(constants).filter(c -> word.apply(c).equals(text.get())).findFirst();
    if (found.isEmpty()) {
      List<String> words = Arrays.stream(constants).map(word).toList();
      String hint = NearMiss.hint(text.get(), words);
      element.error(
          "must be "
              + listed(words)
              + ", not "
              + Quoted.of(text.get())
              + (hint.isEmpty() ? "." : hint));
    }
    return found;
  }

  /** {@code a, b or c}. */
  static String listed(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1))
            + " or "
            + words.get(words.size() - 1);
  }
}
