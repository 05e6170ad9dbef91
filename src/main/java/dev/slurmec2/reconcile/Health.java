package dev.slurmec2.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What EC2's status checks and its calendar say of an instance.
 *
 * @param impairedFor how long a status check has failed, if one does; by one clock
 * @param events codes of scheduled events, as {@code instance-retirement}
 * @param interruption the status code of its spot request, if EC2 is about to take it back
 */
record Health(Optional<Duration> impairedFor, List<String> events, Optional<String> interruption) {
  static final Health GOOD = new Health(Optional.empty(), List.of(), Optional.empty());

  Health {
    events = List.copyOf(events);
  }
}
