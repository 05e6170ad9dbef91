package dev.slurmec2.slurm;

import java.util.Arrays;

/**
 * {@code Key=Value} pairs in a row, read again and again, of which only some values are kept. A
 * value that is the same as in the record before is the same text.
 */
final class NodePairs {

  private static final String[] FREE_TEXT = {"Reason", "Comment", "Extra"};

  private static final int MORE = 64;

  private final String[] wanted;
  private final String[] values;
  private final int[] wantedHashes;
  private final boolean[] present;
  private int[] hashes = new int[MORE];
  private int[] starts = new int[MORE];
  private int count;

  /** A bit for each key, which some may share: where it is not set, the key was not there. */
  private long some;

  private boolean plain;

  NodePairs(String... wanted) {
    this.wanted = wanted.clone();
    this.wantedHashes = Arrays.stream(wanted).mapToInt(String::hashCode).toArray();
    this.values = new String[wanted.length];
    this.present = new boolean[wanted.length];
    Arrays.fill(values, "");
  }

  /**
   * Reads pairs, up to the first free text, to what is no pair, or to {@code end}.
   *
   * @param most so many pairs at most
   * @return where the last pair ends
   */
  int read(String text, int from, int end, int most) {
    count = 0;
    some = 0;
    plain = true;
    Arrays.fill(present, false);
    int at = from;
    while (count < most) {
      int start = afterBlanks(text, at, end);
      int equals = start;
      // As String.hashCode computes it.
      int hash = 0;
      while (equals < end && isOfKey(text.charAt(equals))) {
        hash = 31 * hash + text.charAt(equals);
        equals++;
      }
      if (equals == start || equals >= end || text.charAt(equals) != '=') {
        break;
      }
      if (isFreeText(text, start, equals, hash)) {
        break;
      }
      at = afterWord(text, equals + 1, end);
      plain &= !isThere(text, start, equals, hash);
      note(start, hash);
      keep(text, start, equals, at, hash);
    }
    return at;
  }

  /** Whether each key was there once. */
  boolean isPlain() {
    return plain;
  }

  /** Whether a wanted key was there. */
  boolean has(String key) {
    return present[indexOf(key)];
  }

  /** The value of a wanted key; empty when it was not there. */
  String get(String key) {
    int index = indexOf(key);
    return present[index] ? values[index] : "";
  }

  private int indexOf(String key) {
    int index = 0;
    while (!wanted[index].equals(key)) {
      index++;
    }
    return index;
  }

  private void keep(String text, int start, int equals, int end, int hash) {
    for (int i = 0; i < wanted.length; i++) {
      if (wantedHashes[i] == hash && is(wanted[i], text, start, equals)) {
        present[i] = true;
        if (!is(values[i], text, equals + 1, end)) {
          values[i] = text.substring(equals + 1, end);
        }
      }
    }
  }

  private boolean isThere(String text, int start, int end, int hash) {
    if ((some & bit(hash)) == 0) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      // With the = behind it, so that no longer key counts.
      if (hashes[i] == hash && text.regionMatches(starts[i], text, start, end + 1 - start)) {
        return true;
      }
    }
    return false;
  }

  private static long bit(int hash) {
    return 1L << (hash ^ hash >>> 6 ^ hash >>> 12);
  }

  private void note(int start, int hash) {
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count + MORE);
      starts = Arrays.copyOf(starts, count + MORE);
    }
    some |= bit(hash);
    hashes[count] = hash;
    starts[count] = start;
    count++;
  }

  private static boolean isFreeText(String text, int start, int end, int hash) {
    for (String key : FREE_TEXT) {
      if (key.hashCode() == hash && is(key, text, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(String word, String text, int start, int end) {
    return word.length() == end - start && text.startsWith(word, start);
  }

  static int afterBlanks(String text, int from, int end) {
    int at = from;
    while (at < end && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int afterWord(String text, int from, int end) {
    int at = from;
    while (at < end && !isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isOfKey(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  }

  /** What ends a word in Slurm's output. */
  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
