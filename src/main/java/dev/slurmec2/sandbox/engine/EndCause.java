package dev.slurmec2.sandbox.engine;

import dev.slurmec2.sandbox.engine.InstanceView.StateReason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Who ends an instance, with the reasons that EC2 then shows. */
public enum EndCause {
  USER("Client.UserInitiatedShutdown", "User initiated shutdown", "User initiated"),
  ITSELF("Client.InstanceInitiatedShutdown", "Instance initiated shutdown", ""),
  SPOT_INTERRUPTION(
      "Server.SpotInstanceTermination",
      "Spot instance termination",
      "Server.SpotInstanceTermination"),
  CAPACITY_BLOCK_OVER(
      "Server.CapacityBlockExpired", "The capacity block is over", "Server.CapacityBlockExpired"),
  HARDWARE("Server.InternalError", "Internal error on launch", "Server.InternalError");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String code;
  private final String sentence;
  private final String transition;

  EndCause(String code, String sentence, String transition) {
    this.code = code;
    this.sentence = sentence;
    this.transition = transition;
  }

  StateReason reason() {
    return new StateReason(code, code + ": " + sentence);
  }

  String transition(Instant now) {
    return transition.isEmpty() ? "" : transition + " (" + STAMP.format(now) + ")";
  }
}
