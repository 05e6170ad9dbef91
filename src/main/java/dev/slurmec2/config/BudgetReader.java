package dev.slurmec2.config;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;

/** Checks MaxInstances and MaxHourlyCost, which both files have. */
final class BudgetReader {
  private final PriceCheck prices;

  BudgetReader(PriceCheck prices) {
    this.prices = prices;
  }

  /** The budget; what is a reference to a parameter does not limit before it is resolved. */
  Budget read(Members members) {
    OptionalInt instances =
        members
            .optional("MaxInstances")
            .filter(element -> !element.isPostponed())
            .map(element -> WholeNumber.read(element, 0, PartitionsReader.MAX_NODES))
            .orElse(OptionalInt.empty());
    Optional<Element> cost = members.optional("MaxHourlyCost");
    cost.ifPresent(prices::needed);
    Optional<BigDecimal> sum =
        cost.filter(element -> !element.isPostponed()).flatMap(PositiveNumber::read);
    return new Budget(instances, sum);
  }

  /** The same where no parameter can be asked for. */
  Budget readWithoutReferences(Members members) {
    for (String key : KnownKeys.BUDGET) {
      members
          .optional(key)
          .filter(Element::isPostponed)
          .ifPresent(
              element ->
                  element.error(
                      key
                          + " of a partition cannot refer to a parameter: a partition has no region"
                          + " of its own. Write the number, or limit its node groups."));
    }
    return read(members);
  }
}
