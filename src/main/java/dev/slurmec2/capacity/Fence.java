package dev.slurmec2.capacity;

import dev.slurmec2.config.Budget;
import dev.slurmec2.config.NodeGroup;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lets instances through as long as the budgets of their node group, their partition and the
 * cluster allow them. What is let through counts for what comes after it. Pure but for that count.
 */
public final class Fence {
  private final List<Scope> scopes;
  private final Map<Scope, Usage> used = new LinkedHashMap<>();

  /**
   * What a budget is for.
   *
   * @param name for people, as {@code node group aws/a}, {@code partition aws} or {@code the
   *     cluster}
   * @param budget its limits
   * @param groupIds the ids of its node groups
   */
  public record Scope(String name, Budget budget, List<String> groupIds) {
    public Scope {
      groupIds = List.copyOf(groupIds);
    }
  }

  /**
   * @param scopes those with limits
   */
  public Fence(List<Scope> scopes) {
    this.scopes = List.copyOf(scopes);
    scopes.forEach(scope -> used.put(scope, Usage.NOTHING));
  }

  /** Counts an instance that lives, or that somebody else is launching. */
  public void count(String groupId, Optional<BigDecimal> price) {
    for (Scope scope : scopes) {
      if (scope.groupIds().contains(groupId)) {
        used.merge(scope, Usage.NOTHING, (now, none) -> now.and(price));
      }
    }
  }

  /**
   * Lets one more instance through.
   *
   * @param price what it may cost in an hour at most; empty when that is not known
   * @return why not; empty when it is let through, and counted
   */
  public Optional<String> admit(NodeGroup group, Optional<BigDecimal> price) {
    for (Scope scope : scopes) {
      if (scope.groupIds().contains(group.id())) {
        Optional<String> refusal =
            refusal(scope, used.getOrDefault(scope, Usage.NOTHING), group, price);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
    }
    count(group.id(), price);
    return Optional.empty();
  }

  private static Optional<String> refusal(
      Scope scope, Usage used, NodeGroup group, Optional<BigDecimal> price) {
    OptionalInt most = scope.budget().maxInstances();
    if (most.isPresent() && used.instances() >= most.getAsInt()) {
      return Optional.of(
          "MaxInstances of %s is %d, and %d live or are being launched"
              .formatted(scope.name(), most.getAsInt(), used.instances()));
    }
    if (scope.budget().maxHourlyCost().isEmpty()) {
      return Optional.empty();
    }
    BigDecimal highest = scope.budget().maxHourlyCost().get();
    if (price.isEmpty() || used.hourlyCost().isEmpty()) {
      return Optional.of(
          "MaxHourlyCost of %s is %s, and PriceFile has no price for %s: add it"
              .formatted(
                  scope.name(),
                  highest.toPlainString(),
                  price.isEmpty()
                      ? "what " + group.id() + " may launch"
                      : "the type of an instance that lives"));
    }
    BigDecimal then = used.hourlyCost().get().add(price.get());
    return then.compareTo(highest) > 0
        ? Optional.of(
            "MaxHourlyCost of %s is %s, and %d instances that live or are being launched cost %s"
                .formatted(
                    scope.name(),
                    highest.toPlainString(),
                    used.instances(),
                    used.hourlyCost().get().toPlainString()))
        : Optional.empty();
  }
}
