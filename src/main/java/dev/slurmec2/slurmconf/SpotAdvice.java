package dev.slurmec2.slurmconf;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.json.Json;
import java.util.List;

/** How spot instances are chosen. */
final class SpotAdvice {
  private SpotAdvice() {}

  /**
   * AWS advises against lowest-price (EC2 API, SpotOptionsRequest). A hint here and no warning of
   * every run: files of the Python plugin have it, and it does what it did.
   */
  static void check(AdviceContext context) {
    List<String> groups =
        context.configuration().nodeGroups().stream()
            .filter(SpotAdvice::hasChoice)
            .filter(SpotAdvice::asksForLowestPrice)
            .map(NodeGroup::id)
            .toList();
    if (!groups.isEmpty()) {
      context.hint(
          "spot-lowest-price",
          "The AllocationStrategy lowest-price has the highest risk of interruption: %s. Write price-capacity-optimized, as AWS advises."
              .formatted(String.join(", ", groups)));
    }
  }

  /** With one type in one zone all strategies are the same. */
  private static boolean hasChoice(NodeGroup group) {
    return group.subnetIds().size() > 1
        || group.overrides().size() > 1
        || group.overrides().stream()
            .anyMatch(override -> override.get("InstanceRequirements").isPresent());
  }

  private static boolean asksForLowestPrice(NodeGroup group) {
    return group.purchasingOption() == PurchasingOption.SPOT
        && group
            .spotOptions()
            .get("AllocationStrategy")
            .filter(value -> value instanceof Json.Text text && text.value().equals("lowest-price"))
            .isPresent();
  }
}
