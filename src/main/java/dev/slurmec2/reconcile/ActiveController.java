package dev.slurmec2.reconcile;

import dev.slurmec2.slurm.Slurm.Controller;
import dev.slurmec2.slurm.SlurmResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether this machine runs the controller that decides: the first in the order of SlurmctldHost
 * that answers, since a primary that comes back takes over again (slurm.conf(5), SlurmctldHost).
 */
sealed interface ActiveController {

  /** It is this machine. */
  record Here() implements ActiveController {}

  /**
   * It is another one, or none.
   *
   * @param why one sentence
   */
  record Elsewhere(String why) implements ActiveController {}

  /**
   * Nobody can say. The sweep goes on: to do nothing costs money, and two sweeps do no harm.
   *
   * @param why one sentence
   */
  record Unsure(String why) implements ActiveController {}

  /**
   * Judges.
   *
   * @param hostNames this machine's names, short or qualified
   */
  static ActiveController of(SlurmResult<List<Controller>> controllers, Set<String> hostNames) {
    if (!(controllers instanceof SlurmResult.Ok<List<Controller>> ok)) {
      return new Unsure(((SlurmResult.Failed<List<Controller>>) controllers).message());
    }
    if (ok.value().isEmpty() || hostNames.isEmpty()) {
      return new Unsure("the names of the controllers or of this machine are not known");
    }
    Optional<Controller> active = ok.value().stream().filter(Controller::up).findFirst();
    if (active.isEmpty()) {
      return new Unsure("no controller answers a ping");
    }
    String host = active.get().host();
    boolean here =
        host.equals("localhost") || hostNames.stream().anyMatch(name -> same(name, host));
    return here
        ? new Here()
        : new Elsewhere("the active controller is " + host + ", and this machine is " + hostNames);
  }

  /** Host names are equal without regard to case; a short one equals a qualified one it begins. */
  private static boolean same(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    boolean bothQualified = a.contains(".") && b.contains(".");
    return bothQualified ? a.equals(b) : a.split("\\.", 2)[0].equals(b.split("\\.", 2)[0]);
  }
}
