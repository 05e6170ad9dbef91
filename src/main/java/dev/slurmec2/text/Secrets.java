package dev.slurmec2.text;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Values that must not be shown: of the Parameter Store, of slurm-ec2.env, credentials. In whatever
 * comes out of this process, a log line, a message, a Reason, their names stand in their places, so
 * that an administrator still knows which one is meant.
 *
 * <p>One list for the process, as there is one log: whoever learns a secret adds it, and whoever
 * writes asks.
 */
public final class Secrets {

  /** Shorter values are no secrets, and would be found in ordinary words. */
  static final int SHORTEST = 6;

  /** Values this long stand for themselves wherever they are; shorter ones only as whole words. */
  private static final int LONG = 16;

  /** Messages shorten what they quote, but to no less than this. */
  private static final int QUOTED = 60;

  private static final Map<String, String> LABELS = new ConcurrentHashMap<>();
  private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

  private Secrets() {}

  /**
   * Hides a value from now on: the whole, each of its lines and of its items between commas.
   *
   * @param label what stands in its place, without parentheses
   * @param value what came from elsewhere; if it is very short it is not hidden
   */
  public static void add(String label, String value) {
    String whole = value.strip();
    Stream.of(
            Stream.of(whole, Printable.line(whole)),
            whole.lines(),
            Stream.of(whole.split("[,\n]", -1)),
            whole.length() > QUOTED
                ? Stream.of(Printable.line(whole).substring(0, QUOTED))
                : Stream.<String>empty())
        .flatMap(texts -> texts)
        .map(String::strip)
        .filter(text -> text.length() >= SHORTEST && !OPEN.contains(text))
        .forEach(text -> LABELS.putIfAbsent(text, label));
  }

  /** Says that a word is shown everywhere in any case, as names of partitions and regions are. */
  public static void open(String word) {
    OPEN.add(word);
    LABELS.remove(word);
  }

  /** The text with the labels of the secrets in it instead of them. */
  public static String masked(String text) {
    if (LABELS.isEmpty()) {
      return text;
    }
    String masked = text;
    for (Map.Entry<String, String> secret :
        LABELS.entrySet().stream().sorted(Secrets::longestFirst).toList()) {
      if (masked.contains(secret.getKey())) {
        masked = masked(masked, secret.getKey(), secret.getValue());
      }
    }
    return masked;
  }

  private static int longestFirst(Map.Entry<String, String> one, Map.Entry<String, String> other) {
    int byLength = Integer.compare(other.getKey().length(), one.getKey().length());
    return byLength != 0 ? byLength : one.getKey().compareTo(other.getKey());
  }

  /** One value's place taken by its label; that of a short one only where it is a word. */
  public static String masked(String text, String value, String label) {
    String quoted = Pattern.quote(value);
    String pattern =
        value.length() >= LONG ? quoted : "(?<![A-Za-z0-9_])" + quoted + "(?![A-Za-z0-9_])";
    return Pattern.compile(pattern)
        .matcher(text)
        .replaceAll(Matcher.quoteReplacement("(" + label + ")"));
  }

  /** Forgets everything, for tests that share a process. */
  public static void forgetAll() {
    LABELS.clear();
    OPEN.clear();
  }
}
