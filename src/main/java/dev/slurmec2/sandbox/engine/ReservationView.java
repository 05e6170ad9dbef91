package dev.slurmec2.sandbox.engine;

import java.util.Map;

/**
 * A capacity reservation at one moment.
 *
 * @param available how many more instances it takes; 0 when it is not active
 */
public record ReservationView(
    Reservation reservation, Reservation.State state, int available, Map<String, String> tags) {
  public ReservationView {
    tags = Map.copyOf(tags);
  }
}
