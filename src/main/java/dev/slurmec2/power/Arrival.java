package dev.slurmec2.power;

import dev.slurmec2.config.NodeIdentity;
import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Result;
import dev.slurmec2.ec2.EndReasons;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.Instance;
import dev.slurmec2.ec2.InstanceQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Waits until launched instances show their addresses; those that do are handed on at once, or
 * after a moment in which others may join them, so that a late one holds up nobody.
 */
final class Arrival {

  /** From the EC2 developer guide: exponential back-off, starting with little. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** A describe for all that are left costs one call; more often than this helps nobody. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final PowerSite site;
  private final Duration gathering;

  /**
   * @param gathering how long the first to arrive wait for the others, where it saves calls to hand
   *     on many at a time
   */
  Arrival(PowerSite site, Duration gathering) {
    this.site = site;
    this.gathering = gathering;
  }

  /** What to do with instances that have arrived. */
  @FunctionalInterface
  interface Next {
    void accept(Map<String, Instance> instanceByNode) throws InterruptedException;
  }

  /**
   * Nodes whose instances did not arrive.
   *
   * @param died why EC2 ended the instance, by node
   * @param unseen why it could not be seen, by node: it may be well
   */
  record Missing(Map<String, Ec2Error> died, Map<String, Ec2Error> unseen) {}

  /**
   * Waits.
   *
   * @param identity which address counts
   * @param ids instance id by node
   * @param deadline when to stop waiting
   * @param arrived called for each batch that shows its addresses
   * @return those that did not arrive
   */
  Missing await(
      Ec2 ec2, NodeIdentity identity, Map<String, String> ids, Instant deadline, Next arrived)
      throws InterruptedException {
    Map<String, String> open = new LinkedHashMap<>(ids);
    Map<String, Instance> ready = new LinkedHashMap<>();
    Map<String, Ec2Error> died = new LinkedHashMap<>();
    Optional<Ec2Error> lastError = Optional.empty();
    Duration pause = FIRST_PAUSE;
    Instant gathered = site.now().plus(gathering);
    while (!open.isEmpty()) {
      Ec2Result<List<Instance>> result = ec2.describe(InstanceQuery.ofIds(open.values()));
      if (result instanceof Ec2Result.Failed<List<Instance>> answer) {
        lastError = Optional.of(answer.error());
      } else if (result instanceof Ec2Result.Ok<List<Instance>> answer) {
        sort(answer.value(), identity, open, ready, died);
      }
      boolean isLast = !site.now().plus(pause).isBefore(deadline);
      boolean waits = !open.isEmpty() && !isLast && site.now().plus(pause).isBefore(gathered);
      if (!ready.isEmpty() && !waits) {
        arrived.accept(new LinkedHashMap<>(ready));
        ready.clear();
      }
      if (open.isEmpty()) {
        break;
      }
      if (!site.now().plus(pause).isBefore(deadline)) {
        Ec2Error late = lastError.orElseGet(Arrival::notVisible);
        Map<String, Ec2Error> unseen = new LinkedHashMap<>();
        open.keySet().forEach(node -> unseen.put(node, late));
        return new Missing(died, unseen);
      }
      site.sleeper().sleep(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
    return new Missing(died, Map.of());
  }

  /** Takes out of the open ones those that are ready, and those that have died. */
  private static void sort(
      List<Instance> shown,
      NodeIdentity identity,
      Map<String, String> open,
      Map<String, Instance> ready,
      Map<String, Ec2Error> died) {
    Map<String, Instance> seen =
        shown.stream().collect(Collectors.toMap(Instance::id, Function.identity()));
    open.entrySet()
        .removeIf(
            entry -> {
              Instance instance = seen.get(entry.getValue());
              if (instance == null) {
                return false;
              }
              if (!instance.state().isLive()) {
                died.put(entry.getKey(), EndReasons.of(instance.id(), instance.stateReason()));
                return true;
              }
              if (instance.address(identity).isPresent()) {
                ready.put(entry.getKey(), instance);
                return true;
              }
              return false;
            });
  }

  private static Ec2Error notVisible() {
    return new Ec2Error(
        ErrorClass.NOT_YET_VISIBLE,
        "InstanceNotVisible",
        "EC2 launched an instance but did not show its address in time");
  }
}
