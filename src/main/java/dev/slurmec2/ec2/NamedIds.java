package dev.slurmec2.ec2;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out of an error's sentence which ids it is about: EC2 refuses a whole batch for one unknown
 * id and says which only there ("The instance IDs 'i-1, i-2' do not exist").
 */
final class NamedIds {
  /** EC2's ids are hexadecimal; other implementations are freer. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private NamedIds() {}

  /** Those of the candidates that the sentence names, possibly none. */
  static Set<String> in(String sentence, Collection<String> candidates) {
    Set<String> asked = Set.copyOf(candidates);
    Set<String> named = new LinkedHashSet<>();
    Matcher words = WORD.matcher(sentence);
    while (words.find()) {
      if (asked.contains(words.group())) {
        named.add(words.group());
      }
    }
    return named;
  }
}
