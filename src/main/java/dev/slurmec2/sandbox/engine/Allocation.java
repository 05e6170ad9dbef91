package dev.slurmec2.sandbox.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Decides which pools of a fleet give how many instances. It launches nothing: it is told what is
 * free and answers counts and errors.
 */
final class Allocation {

  /** What the pools have. */
  interface Supply {
    /** How many more instances the candidate can give after the picks. */
    int free(Candidate candidate, Map<Candidate, Integer> picks);

    /** How many of these are reserved for it. */
    int reserved(Candidate candidate, Map<Candidate, Integer> picks);

    /** Why the candidate gives no more. */
    ApiError shortage(Candidate candidate, Map<Candidate, Integer> picks);

    /** US dollars an hour. */
    double price(Pool pool);
  }

  /**
   * @param picks how many instances of which candidate, in the order of launch
   * @param errors by candidate: code and sentence
   */
  record Result(Map<Candidate, Integer> picks, Map<Candidate, ApiError> errors) {
    double units() {
      return picks.entrySet().stream()
          .mapToDouble(pick -> pick.getKey().weight() * pick.getValue())
          .sum();
    }
  }

  private final FleetSpec.Options options;
  private final Supply supply;

  Allocation(FleetSpec.Options options, Supply supply) {
    this.options = options;
    this.supply = supply;
  }

  /**
   * Fills a target.
   *
   * @param target in units of the overrides' weights
   * @param tokens how many instances the account's throttling still lets start
   */
  Result fill(List<Candidate> candidates, double target, int tokens) {
    Result best = new Result(Map.of(), Map.of());
    Map<Candidate, ApiError> errors = new LinkedHashMap<>();
    for (List<Candidate> group : groups(inOrder(candidates, target))) {
      Result result = take(group, target, tokens);
      errors.putAll(result.errors());
      if ((best.picks().isEmpty() && best.errors().isEmpty()) || result.units() > best.units()) {
        best = result;
      }
    }
    double units = best.units();
    if (options.minimum().filter(minimum -> units < minimum).isEmpty()) {
      return best;
    }
    if (errors.isEmpty() && !candidates.isEmpty()) {
      errors.put(candidates.get(0), unfulfillable());
    }
    return new Result(Map.of(), errors);
  }

  private List<Candidate> inOrder(List<Candidate> candidates, double target) {
    Comparator<Candidate> byPrice =
        Comparator.comparingDouble(each -> supply.price(each.pool()) / each.weight());
    Comparator<Candidate> byPriority =
        Comparator.comparingDouble(
            each -> each.override().priority().orElse(Double.POSITIVE_INFINITY));
    Comparator<Candidate> byRoom = Comparator.comparingInt(each -> -room(each));
    Comparator<Candidate> whetherEnough =
        Comparator.comparing(each -> room(each) * each.weight() < target);
    Comparator<Candidate> order =
        switch (options.strategy()) {
          case "prioritized" -> byPriority;
          case "capacity-optimized" -> byRoom;
          case "capacity-optimized-prioritized" ->
              whetherEnough.thenComparing(byPriority).thenComparing(byRoom);
          case "price-capacity-optimized" ->
              whetherEnough.thenComparing(byPrice).thenComparing(byRoom);
          default -> byPrice;
        };
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(order);
    return ordered;
  }

  private int room(Candidate candidate) {
    return supply.free(candidate, Map.of());
  }

  /**
   * What may be combined: with SingleInstanceType or SingleAvailabilityZone, the candidates of one
   * type or zone; in the order of each group's first choice.
   */
  private Collection<List<Candidate>> groups(List<Candidate> ordered) {
    Map<String, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate each : ordered) {
      String type = options.singleType() ? each.pool().instanceType() : "";
      String zone = options.singleZone() ? each.pool().zone() : "";
      groups.computeIfAbsent(type + " " + zone, none -> new ArrayList<>()).add(each);
    }
    return groups.values();
  }

  private Result take(List<Candidate> ordered, double target, int tokens) {
    Filling filling = new Filling(target, tokens);
    if (options.reservationsFirst()) {
      filling.pass(ordered, each -> supply.reserved(each, filling.picks), false);
    }
    if (options.strategy().equals("diversified")) {
      filling.passEvenly(ordered);
    } else {
      filling.pass(ordered, each -> supply.free(each, filling.picks), false);
    }
    return new Result(filling.picks, filling.errors);
  }

  private final class Filling {
    private final Map<Candidate, Integer> picks = new LinkedHashMap<>();
    private final Map<Candidate, ApiError> errors = new LinkedHashMap<>();
    private double left;
    private int tokens;
    private boolean throttled;

    Filling(double target, int tokens) {
      this.left = target;
      this.tokens = tokens;
    }

    /** Takes from all candidates alike; what some lack the others give. */
    void passEvenly(List<Candidate> ordered) {
      List<Candidate> open = ordered;
      while (left > 0 && !throttled && !open.isEmpty()) {
        List<Candidate> roomy = open.stream().filter(this::hasRoom).toList();
        open.stream()
            .filter(each -> !roomy.contains(each))
            .forEach(each -> errors.putIfAbsent(each, supply.shortage(each, picks)));
        pass(roomy, each -> supply.free(each, picks), true);
        open = roomy;
      }
    }

    private boolean hasRoom(Candidate candidate) {
      return supply.free(candidate, picks) > 0;
    }

    /** Takes from each candidate in turn what it can give, or its share. */
    void pass(List<Candidate> ordered, ToIntFunction<Candidate> rooms, boolean evenly) {
      int pools = ordered.size();
      for (Candidate candidate : ordered) {
        if (left <= 0) {
          return;
        }
        if (throttled) {
          errors.putIfAbsent(candidate, unfulfillable());
          continue;
        }
        double share = evenly ? Math.ceil(left / pools) : left;
        pools--;
        int wanted = (int) Math.ceil(share / candidate.weight());
        int room = rooms.applyAsInt(candidate);
        int count = Math.min(Math.min(wanted, room), tokens);
        if (count > 0) {
          picks.merge(candidate, count, Integer::sum);
          left -= count * candidate.weight();
          tokens -= count;
        }
        throttled = count < wanted && count < room;
        if (throttled) {
          errors.put(candidate, ApiError.throttled());
        } else if (count < wanted && supply.free(candidate, picks) == 0) {
          errors.put(candidate, supply.shortage(candidate, picks));
        }
      }
    }
  }

  private static ApiError unfulfillable() {
    return new ApiError(
        "UnfulfillableCapacity",
        "Unable to fulfill capacity due to your request configuration. Please adjust your request and try again.");
  }
}
