package dev.slurmec2.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must never be done, looked at when it is done. */
final class Guard {
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

  void broken(String what) {
    violations.add(what);
  }

  List<String> violations() {
    return violations;
  }
}
