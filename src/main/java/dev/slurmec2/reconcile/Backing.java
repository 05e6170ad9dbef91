package dev.slurmec2.reconcile;

import dev.slurmec2.ec2.Instance;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is known of a node's instances. */
sealed interface Backing {

  /**
   * EC2's state reason of an instance that TerminateInstances ended (API reference, StateReason).
   */
  String BY_CALL = "Client.UserInitiatedShutdown";

  /**
   * The node's regions answered, or one of them shows a live instance.
   *
   * @param live its live instances
   * @param ended its ended instances that EC2 still shows
   * @param launching whether a resume run waits for EC2's launch limit to launch it, or a young
   *     instance of its group has no name yet, and may be meant for it
   * @param untagged whether it has a live namesake that the suite may not touch
   * @param lost the ended one that the sweep before saw live, if there is one: what is gone is
   *     known, and no second look is needed
   */
  record Known(
      List<Sighting> live,
      List<Instance> ended,
      boolean launching,
      boolean untagged,
      Optional<Instance> lost)
      implements Backing {
    public Known {
      live = List.copyOf(live);
      ended = List.copyOf(ended);
    }

    List<Sighting> running() {
      return live.stream().filter(Sighting::runs).toList();
    }

    /** Whether EC2 took the last instance away itself, and nobody asked it to. */
    boolean isTakenByEc2() {
      return live.isEmpty()
          && lost.flatMap(Instance::stateReason)
              .filter(code -> code.startsWith("Server."))
              .isPresent();
    }

    /**
     * The latest that ended by itself or by EC2's will. One that a call ended, as suspend's does,
     * is of the node's life before, and says nothing of a boot.
     */
    Optional<Instance> failedAlone() {
      return ended.stream()
          .filter(one -> one.stateReason().filter(BY_CALL::equals).isEmpty())
          .max(Comparator.comparing(Instance::launchTime));
    }

    /** The code with which the latest ended instance ended, if EC2 says one. */
    Optional<String> endCode() {
      return ended.stream()
          .max(Comparator.comparing(Instance::launchTime))
          .flatMap(Instance::stateReason);
    }
  }

  /**
   * One that may have the node's instance did not answer.
   *
   * @param why the error
   */
  record Unknown(String why) implements Backing {}
}
