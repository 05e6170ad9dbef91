package dev.slurmec2.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The faults that wait for their calls. Safe for use by several threads. */
final class FaultPlan {

  private static final class Planned {
    private final Fault fault;
    private int left;

    Planned(Fault fault) {
      this.fault = fault;
      this.left = fault.times().orElse(Integer.MAX_VALUE);
    }
  }

  private final List<Planned> planned = new ArrayList<>();
  private final Random random;

  FaultPlan(Random random) {
    this.random = random;
  }

  synchronized void add(Fault fault) {
    planned.add(new Planned(fault));
  }

  synchronized void clear() {
    planned.clear();
  }

  synchronized List<Fault> list() {
    return planned.stream().map(each -> each.fault).toList();
  }

  /**
   * The first fault that hits this call; it is used up by one.
   *
   * @param region empty for a call that does not say where it goes
   */
  synchronized Optional<Fault> next(String action, Optional<String> region) {
    Optional<Planned> hit =
        planned.stream().filter(each -> hits(each.fault, action, region)).findFirst();
    hit.ifPresent(
        each -> {
          each.left--;
          if (each.left == 0) {
            planned.remove(each);
          }
        });
    return hit.map(each -> each.fault);
  }

  private boolean hits(Fault fault, String action, Optional<String> region) {
    boolean meant = fault.action().equals("*") || fault.action().equals(action);
    boolean there = fault.region().isEmpty() || fault.region().equals(region);
    return meant
        && there
        && (fault.probability() >= 1 || random.nextDouble() < fault.probability());
  }
}
