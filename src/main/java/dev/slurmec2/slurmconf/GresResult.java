package dev.slurmec2.slurmconf;

import java.util.List;

/** What became of reading a Gres string. */
public sealed interface GresResult {

  /** It was understood; at least one resource, in the order of the text. */
  record Parsed(List<Gres> list) implements GresResult {
    public Parsed {
      list = List.copyOf(list);
    }
  }

  /** It was not; at least one fault. */
  record Malformed(List<Fault> faults) implements GresResult {
    public Malformed {
      faults = List.copyOf(faults);
    }
  }

  /**
   * One thing wrong.
   *
   * @param position where, from 1
   * @param message what is wrong, a sentence
   */
  record Fault(int position, String message) {}
}
