package dev.slurmec2.sandbox.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides which pools of a fleet give how many instances. It launches nothing: it is told what is
 * free and answers counts and errors.
 */
final class Allocation {

  /** What the pools have. */
  interface Supply {
    /** How many more instances the pool can give, if the picks come before it. */
    int free(Pool pool, Map<Pool, Integer> picks);

    /** The code with which it refuses. */
    Optional<String> refusal(Pool pool);
  }

  /**
   * @param picks how many instances of which candidate, in the order of launch
   * @param errors by candidate: code and sentence
   */
  record Result(Map<Candidate, Integer> picks, Map<Candidate, ApiError> errors) {}

  private final FleetSpec.Options options;
  private final Supply supply;
  private final TypeTable types;

  Allocation(FleetSpec.Options options, Supply supply, TypeTable types) {
    this.options = options;
    this.supply = supply;
    this.types = types;
  }

  /**
   * Fills a target.
   *
   * @param target in units of the overrides' weights
   * @param tokens how many instances the account's throttling still lets start
   */
  Result fill(List<Candidate> candidates, double target, int tokens) {
    List<Candidate> ordered = inOrder(candidates);
    List<Candidate> allowed = single(ordered, target);
    Result result = take(allowed, target, tokens);
    double units =
        result.picks().entrySet().stream()
            .mapToDouble(pick -> pick.getKey().override().weight() * pick.getValue())
            .sum();
    if (options.minimum().filter(minimum -> units < minimum).isPresent()) {
      Map<Candidate, ApiError> errors = new LinkedHashMap<>(result.errors());
      if (errors.isEmpty() && !allowed.isEmpty()) {
        errors.put(allowed.get(0), unfulfillable());
      }
      return new Result(Map.of(), errors);
    }
    return result;
  }

  private List<Candidate> inOrder(List<Candidate> candidates) {
    Comparator<Candidate> byPrice =
        Comparator.comparingDouble(
            each -> types.of(each.pool().instanceType()).price(each.pool().market()));
    Comparator<Candidate> byPriority =
        Comparator.comparingDouble(
            each -> each.override().priority().orElse(Double.POSITIVE_INFINITY));
    Comparator<Candidate> byRoom =
        Comparator.comparingInt(each -> -supply.free(each.pool(), Map.of()));
    Comparator<Candidate> order =
        switch (options.strategy()) {
          case "prioritized" -> byPriority;
          case "capacity-optimized" -> byRoom;
          case "capacity-optimized-prioritized" -> byRoom.thenComparing(byPriority);
          default -> byPrice;
        };
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(order);
    return ordered;
  }

  /** With SingleInstanceType or SingleAvailabilityZone, the first choice that can give the most. */
  private List<Candidate> single(List<Candidate> ordered, double target) {
    List<Candidate> left = ordered;
    if (options.singleType()) {
      left = best(left, each -> each.pool().instanceType(), target);
    }
    if (options.singleZone()) {
      left = best(left, each -> each.pool().zone(), target);
    }
    return left;
  }

  private List<Candidate> best(
      List<Candidate> ordered, Function<Candidate, String> key, double target) {
    Set<String> keys = new LinkedHashSet<>();
    ordered.forEach(each -> keys.add(key.apply(each)));
    List<Candidate> best = List.of();
    double most = -1;
    for (String choice : keys) {
      List<Candidate> group =
          ordered.stream().filter(each -> key.apply(each).equals(choice)).toList();
      double units =
          Math.min(
              target,
              group.stream()
                  .mapToDouble(each -> (double) room(each, Map.of()) * each.override().weight())
                  .sum());
      if (units > most) {
        most = units;
        best = group;
      }
    }
    return best;
  }

  private Result take(List<Candidate> ordered, double target, int tokens) {
    Map<Candidate, Integer> picks = new LinkedHashMap<>();
    Map<Candidate, ApiError> errors = new LinkedHashMap<>();
    Map<Pool, Integer> taken = new HashMap<>();
    double left = target;
    int tokensLeft = tokens;
    boolean throttled = false;
    int pools = ordered.size();
    for (Candidate candidate : ordered) {
      if (left <= 0) {
        break;
      }
      if (throttled) {
        errors.put(candidate, unfulfillable());
        continue;
      }
      double share = options.strategy().equals("diversified") ? Math.ceil(left / pools) : left;
      pools--;
      int wanted = (int) Math.ceil(share / candidate.override().weight());
      int room = room(candidate, taken);
      int count = Math.min(Math.min(wanted, room), tokensLeft);
      if (count > 0) {
        picks.put(candidate, count);
        taken.merge(candidate.pool(), count, Integer::sum);
        left -= count * candidate.override().weight();
        tokensLeft -= count;
      }
      if (count < wanted) {
        throttled = count < room;
        errors.put(candidate, throttled ? ApiError.throttled() : refusal(candidate));
      }
    }
    return new Result(picks, errors);
  }

  private int room(Candidate candidate, Map<Pool, Integer> taken) {
    boolean refused = supply.refusal(candidate.pool()).isPresent() || isPriceTooLow(candidate);
    return refused ? 0 : supply.free(candidate.pool(), taken);
  }

  private boolean isPriceTooLow(Candidate candidate) {
    Pool pool = candidate.pool();
    return pool.market() == Market.SPOT
        && candidate
            .override()
            .maxPrice()
            .filter(most -> most < types.of(pool.instanceType()).price(Market.SPOT))
            .isPresent();
  }

  private ApiError refusal(Candidate candidate) {
    Pool pool = candidate.pool();
    Optional<String> code = supply.refusal(pool);
    if (code.isPresent()) {
      return new ApiError(code.get(), sentence(code.get(), pool));
    }
    if (isPriceTooLow(candidate)) {
      return new ApiError(
          "SpotMaxPriceTooLow",
          "Your Spot request price of %s is lower than the minimum required Spot request fulfillment price of %s."
              .formatted(
                  candidate.override().maxPrice().orElseThrow(),
                  types.of(pool.instanceType()).price(Market.SPOT)));
    }
    return new ApiError(
        "InsufficientInstanceCapacity", sentence("InsufficientInstanceCapacity", pool));
  }

  private static String sentence(String code, Pool pool) {
    return switch (code) {
      case "InsufficientInstanceCapacity" ->
          pool.market() == Market.SPOT
              ? "There is no Spot capacity available that matches your request."
              : "We currently do not have sufficient %s capacity in the Availability Zone you requested (%s)."
                  .formatted(pool.instanceType(), pool.zone());
      case "Unsupported" ->
          "Your requested instance type (%s) is not supported in your requested Availability Zone (%s)."
              .formatted(pool.instanceType(), pool.zone());
      default -> "The sandbox was told that %s answers %s.".formatted(pool, code);
    };
  }

  private static ApiError unfulfillable() {
    return new ApiError(
        "UnfulfillableCapacity",
        "Unable to fulfill capacity due to your request configuration. Please adjust your request and try again.");
  }
}
