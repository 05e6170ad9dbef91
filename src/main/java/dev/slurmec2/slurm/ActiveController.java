package dev.slurmec2.slurm;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether this host runs the controller that is in charge. */
public enum ActiveController {
  /** The first controller that answers is on this host. */
  YES,
  /** This host has a controller, but one in front of it answers, or its own does not. */
  NO,
  /** No controller answers, or none of them has a name of this host. */
  UNKNOWN;

  /**
   * Decides by the order of SlurmctldHost: of the controllers that answer, the first is in charge
   * (slurm.conf(5), SlurmctldHost); a backup answers too while it stands by.
   *
   * @param controllers in order, as {@link Slurm#controllers} gives them
   * @param hostNames this host's names, short or full; a SlurmctldHost of {@code localhost} is this
   *     host as well
   */
  public static ActiveController decide(
      List<Slurm.Controller> controllers, Collection<String> hostNames) {
    Optional<Slurm.Controller> inCharge =
        controllers.stream().filter(Slurm.Controller::up).findFirst();
    boolean oneIsHere = controllers.stream().anyMatch(one -> isHere(one, hostNames));
    if (inCharge.isEmpty() || !oneIsHere) {
      return UNKNOWN;
    }
    return isHere(inCharge.get(), hostNames) ? YES : NO;
  }

  private static boolean isHere(Slurm.Controller controller, Collection<String> hostNames) {
    String host = controller.host().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || hostNames.stream().anyMatch(name -> same(host, name.toLowerCase(Locale.ROOT)));
  }

  /** The same name, or one of them is the other without its domain. */
  private static boolean same(String a, String b) {
    return a.equals(b) || a.startsWith(b + ".") || b.startsWith(a + ".");
  }
}
