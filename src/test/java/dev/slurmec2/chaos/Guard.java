package dev.slurmec2.chaos;

import dev.slurmec2.slurm.StateRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must never be done, looked at when it is done. */
final class Guard {
  static final String SWEEP = "change-state";

  private final Set<String> foreign = new TreeSet<>();
  private final List<String> violations = new ArrayList<>();

  void isForeign(String instanceId) {
    foreign.add(instanceId);
  }

  Set<String> foreign() {
    return foreign;
  }

  void ends(Collection<String> ids) {
    ids.stream().filter(foreign::contains).forEach(id -> broken("ends the foreign " + id));
  }

  void tags(Collection<String> ids) {
    ids.stream().filter(foreign::contains).forEach(id -> broken("tags the foreign " + id));
  }

  /** Something is changed by a process that knows that it is another host's to change. */
  void acts(Told told, String what) {
    if (told.elsewhere) {
      broken(what + ", and another controller is in charge");
    }
  }

  /** A state is asked for. */
  void changes(Told told, String worker, ModelNode node, StateRequest state) {
    boolean frees =
        state == StateRequest.IDLE || state == StateRequest.RESUME || state == StateRequest.UNDRAIN;
    boolean held = node.isOperators() || node.awaitsAdministrator();
    if (frees && held && !told.sawFree(node.name)) {
      broken(state + " takes an operator's state from " + node);
    }
    boolean isSweep = worker.startsWith(SWEEP);
    if (isSweep && node.isInMaintenance() && told.sawMaintenance(node.name)) {
      broken(state + " of " + node + ", which is in maintenance");
    }
    if (isSweep && told.sawProtected(node.name)) {
      broken(state + " of " + node + ", which is excluded from suspension");
    }
    // Whoever goes by the look takes what was free; that a job or an operator came since is lost.
    boolean shownDown = state == StateRequest.DOWN && node.has("POWERED_DOWN") && !node.down;
    if (shownDown && !isSweep && !(told.sawFree(node.name) && told.sawUnused(node.name))) {
      broken(worker + " takes " + node + " down, which is off and not free");
    }
    boolean takesDown = state == StateRequest.DOWN && !isSweep;
    if (takesDown && node.isUp() && !node.down && !told.sawPoweringUp(node.name)) {
      broken(worker + " takes " + node + " down, which is up");
    }
  }

  void broken(String what) {
    violations.add(what);
  }

  List<String> violations() {
    return violations;
  }
}
