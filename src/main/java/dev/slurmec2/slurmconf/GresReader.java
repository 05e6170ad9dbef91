package dev.slurmec2.slurmconf;

import dev.slurmec2.slurmconf.GresResult.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a node's {@code Gres=}: {@code name[:type][:no_consume][:count[KMGTP]][(S:sockets)]},
 * separated by commas (slurm.conf(5), and what Slurm 22.05 was seen to take: an empty element, an
 * empty type, a count left out).
 *
 * <p>Stricter than Slurm where Slurm guesses: two types in one element, a number with an unknown
 * suffix and white space are faults here.
 */
public final class GresReader {
  /** Far above any node's; a longer text is a mistake, and the reader's work stays bounded. */
  static final int MAX_LENGTH = 4096;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.+/-]+");
  private static final Pattern SOCKETS =
      Pattern.compile("S:([0-9]{1,5}(?:-[0-9]{1,5})?(?:,[0-9]{1,5}(?:-[0-9]{1,5})?)*)");

  private final String text;
  private final List<Gres> list = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  private GresReader(String text) {
    this.text = text;
  }

  /** Reads the text; quotes around the whole of it are taken off. */
  public static GresResult read(String text) {
    return new GresReader(ConfText.unquoted(text)).run();
  }

  private GresResult run() {
    if (text.length() > MAX_LENGTH) {
      fault(MAX_LENGTH, "It is longer than " + MAX_LENGTH + " characters.");
    } else {
      readElements();
      if (list.isEmpty() && faults.isEmpty()) {
        fault(0, "It names no resource; write name:count, or leave the key out.");
      }
    }
    return faults.isEmpty() ? new GresResult.Parsed(list) : new GresResult.Malformed(faults);
  }

  private void readElements() {
    int start = 0;
    int depth = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (i == text.length() || (c == ',' && depth == 0)) {
        if (i > start) {
          readElement(start, i);
        }
        start = i + 1;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth = Math.max(0, depth - 1);
      }
    }
  }

  private void readElement(int start, int end) {
    int open = text.indexOf('(', start);
    int wordsEnd = open >= 0 && open < end ? open : end;
    Optional<String> sockets = Optional.empty();
    if (wordsEnd < end) {
      sockets = sockets(wordsEnd, end);
      if (sockets.isEmpty()) {
        return;
      }
    }
    List<Word> words = words(start, wordsEnd);
    if (words.stream().allMatch(this::isWritable)) {
      readWords(words, sockets);
    }
  }

  private Optional<String> sockets(int open, int end) {
    if (text.charAt(end - 1) != ')') {
      fault(open, "This parenthesis is not closed at the end of the element.");
      return Optional.empty();
    }
    var matcher = SOCKETS.matcher(text.substring(open + 1, end - 1));
    if (!matcher.matches()) {
      fault(open, "Only a list of sockets, such as (S:0-1), can stand in parentheses.");
      return Optional.empty();
    }
    return Optional.of(matcher.group(1));
  }

  private record Word(int position, String value) {}

  private List<Word> words(int start, int end) {
    List<Word> words = new ArrayList<>();
    int from = start;
    for (int i = start; i <= end; i++) {
      if (i == end || text.charAt(i) == ':') {
        words.add(new Word(from, text.substring(from, i)));
        from = i + 1;
      }
    }
    return words;
  }

  private boolean isWritable(Word word) {
    if (word.value().isEmpty() || WORD.matcher(word.value()).matches()) {
      return true;
    }
    fault(
        word.position(),
        "\"%s\" holds a character that no name, type or count can have.".formatted(word.value()));
    return false;
  }

  private void readWords(List<Word> words, Optional<String> sockets) {
    Word name = words.get(0);
    if (name.value().isEmpty()) {
      fault(name.position(), "A name is missing here.");
      return;
    }
    Word last = words.get(words.size() - 1);
    boolean counted = words.size() > 1 && startsWithDigit(last.value());
    GresCount count = new GresCount(1, "1");
    if (counted) {
      Optional<GresCount> read = GresCount.read(last.value());
      if (read.isEmpty()) {
        fault(
            last.position(),
            "\"%s\" is no count: a whole number below 2^63, possibly with K, M, G, T or P. Behind a type that starts with a digit, write the count too."
                .formatted(last.value()));
        return;
      }
      count = read.get();
    }
    readMiddle(name, words.subList(1, counted ? words.size() - 1 : words.size()), count, sockets);
  }

  private void readMiddle(Word name, List<Word> middle, GresCount count, Optional<String> sockets) {
    Optional<String> type = Optional.empty();
    boolean noConsume = false;
    for (Word word : middle) {
      if (word.value().equalsIgnoreCase("no_consume")) {
        noConsume = true;
      } else if (!word.value().isEmpty()) {
        if (type.isPresent()) {
          fault(
              word.position(),
              "\"%s\" is a second type after \"%s\"; an element has one at most."
                  .formatted(word.value(), type.get()));
          return;
        }
        type = Optional.of(word.value());
      }
    }
    list.add(new Gres(name.value(), type, noConsume, count.value(), count.text(), sockets));
  }

  private static boolean startsWithDigit(String word) {
    return !word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9';
  }

  private void fault(int index, String message) {
    faults.add(new Fault(index + 1, message));
  }
}
