package dev.slurmec2.slurm;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node's reason, as {@code scontrol show node} prints it: the text, and behind its first line who
 * set it and when, as {@code bad disk [root@2026-11-21T08:19:32]}.
 *
 * @param text without the stamp; empty when there is none
 * @param by the user of the stamp
 * @param at the time of the stamp, on the controller's clock and in its zone
 */
record Reason(Optional<String> text, Optional<String> by, Optional<LocalDateTime> at) {

  static final Reason NONE = new Reason(Optional.empty(), Optional.empty(), Optional.empty());

  private static final Pattern STAMP =
      Pattern.compile(" \\[([^\\s@\\[\\]]+)@([^\\s\\[\\]]+)\\](?=\\s|$)");

  /** Fields that slurm_sprint_node_table prints behind the reason. */
  private static final Pattern NEXT_FIELD =
      Pattern.compile("\\s+(?:Comment|Extra|InstanceId|InstanceType|ReservationName)=");

  /**
   * Reads the reason out of the end of a record.
   *
   * @param tail the record behind {@code Reason=}, with the fields that follow it
   */
  static Reason parse(String tail) {
    Matcher stamp = STAMP.matcher(tail);
    int from = 0;
    // A reason can quote another one with its stamp: the record's own is followed by a field or
    // the end. If none is, the reason goes on in a second line and the first stamp is its own.
    while (stamp.find(from)) {
      String rest = tail.substring(stamp.end());
      if (rest.isBlank() || NEXT_FIELD.matcher(rest).lookingAt()) {
        return stamped(tail.substring(0, stamp.start()), stamp);
      }
      from = stamp.end();
    }
    if (stamp.find(0)) {
      String first = tail.substring(0, stamp.start());
      return stamped(first + " " + untilNextField(tail.substring(stamp.end())).strip(), stamp);
    }
    return new Reason(
        Optional.of(untilNextField(tail).strip()), Optional.empty(), Optional.empty());
  }

  private static Reason stamped(String text, Matcher stamp) {
    return new Reason(
        Optional.of(text.strip()), Optional.of(stamp.group(1)), Times.parse(stamp.group(2)));
  }

  private static String untilNextField(String text) {
    Matcher next = NEXT_FIELD.matcher(text);
    return next.find() ? text.substring(0, next.start()) : text;
  }
}
