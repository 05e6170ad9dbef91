package dev.slurmec2.ec2;

import static dev.slurmec2.ec2.ErrorClass.CAPACITY;
import static dev.slurmec2.ec2.ErrorClass.CONFIGURATION;
import static dev.slurmec2.ec2.ErrorClass.QUOTA;
import static dev.slurmec2.ec2.ErrorClass.SERVER;
import static dev.slurmec2.ec2.ErrorClass.UNKNOWN;

import java.util.Map;
import java.util.Optional;

/**
 * Why an instance ended before it was a node, by the code of its StateReason (EC2 API reference,
 * "StateReason"). Only some of them say that EC2 lacks capacity: pools that a person or the machine
 * itself has emptied are not empty.
 */
public final class EndReasons {

  private record Meaning(ErrorClass errorClass, String sentence) {}

  private static final Map<String, Meaning> BY_CODE =
      Map.ofEntries(
          Map.entry(
              "Server.InsufficientInstanceCapacity",
              new Meaning(CAPACITY, "EC2 had no capacity to start it.")),
          Map.entry(
              "Server.SpotInstanceTermination",
              new Meaning(CAPACITY, "EC2 took the spot instance back.")),
          Map.entry(
              "Server.SpotInstanceShutdown",
              new Meaning(CAPACITY, "EC2 took the spot instance back.")),
          Map.entry(
              "Server.CapacityBlockExpired", new Meaning(CAPACITY, "Its capacity block is over.")),
          Map.entry("Server.InternalError", new Meaning(SERVER, "EC2 failed while it started it.")),
          Map.entry(
              "Server.ScheduledStop", new Meaning(SERVER, "EC2 stopped it, as it had announced.")),
          Map.entry(
              "Client.UserInitiatedShutdown",
              new Meaning(UNKNOWN, "Somebody ended it, by a call or in the console.")),
          Map.entry(
              "Client.UserInitiatedHibernate",
              new Meaning(UNKNOWN, "Somebody hibernated it, by a call or in the console.")),
          Map.entry(
              "Client.InstanceInitiatedShutdown",
              new Meaning(
                  UNKNOWN,
                  "It shut itself down: look at the user data and the services of its image.")),
          Map.entry(
              "Client.InstanceTerminated",
              new Meaning(UNKNOWN, "It was ended while an image was made of it.")),
          Map.entry(
              "Client.InternalError",
              new Meaning(
                  CONFIGURATION,
                  "A volume could not be attached: the launch needs the key of an encrypted volume"
                      + " or snapshot.")),
          Map.entry(
              "Client.InvalidSnapshot.NotFound",
              new Meaning(CONFIGURATION, "A snapshot of its block device mapping does not exist.")),
          Map.entry(
              "Client.VolumeLimitExceeded",
              new Meaning(
                  QUOTA,
                  "The account's volumes are used up: ask AWS for a larger quota in Service"
                      + " Quotas.")));

  private static final Meaning NOT_SAID = new Meaning(UNKNOWN, "EC2 gives no reason.");

  private EndReasons() {}

  /**
   * The end of an instance as the error of its launch.
   *
   * @param id the instance
   * @param code of its StateReason, if EC2 gave one
   */
  public static Ec2Error of(String id, Optional<String> code) {
    Meaning meaning = code.map(EndReasons::meaning).orElse(NOT_SAID);
    return new Ec2Error(
        meaning.errorClass(),
        code.orElse("InstanceTerminated"),
        "instance " + id + " ended before it had started. " + meaning.sentence());
  }

  /** A code that is in no list may be any cause; capacity is only what says so. */
  private static Meaning meaning(String code) {
    Meaning known = BY_CODE.get(code);
    return known == null ? new Meaning(ErrorClasses.classOf(code), NOT_SAID.sentence()) : known;
  }
}
