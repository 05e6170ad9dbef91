package dev.slurmec2.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.Budget;
import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.testing.TestConfiguration;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FenceTest {
  private static final NodeGroup A = TestConfiguration.group("a", 10, "here");
  private static final NodeGroup B = TestConfiguration.group("b", 10, "here");
  private static final Optional<BigDecimal> HALF = Optional.of(new BigDecimal("0.50"));

  private static Budget instances(int most) {
    return new Budget(OptionalInt.of(most), Optional.empty());
  }

  private static Budget cost(String most) {
    return new Budget(OptionalInt.empty(), Optional.of(new BigDecimal(most)));
  }

  private static Fence.Scope scope(String name, Budget budget, NodeGroup... groups) {
    return new Fence.Scope(name, budget, List.of(groups).stream().map(NodeGroup::id).toList());
  }

  @Test
  void what_lives_and_what_was_let_through_count() {
    Fence fence = new Fence(List.of(scope("node group p/a", instances(3), A)));
    fence.count("p/a", HALF);

    assertThat(fence.admit(A, HALF)).isEmpty();
    assertThat(fence.admit(A, HALF)).isEmpty();
    assertThat(fence.admit(A, HALF))
        .contains("MaxInstances of node group p/a is 3, and 3 live or are being launched");
    assertThat(fence.admit(B, HALF)).as("another group").isEmpty();
  }

  @Test
  void the_narrowest_of_several_budgets_decides_and_a_refusal_uses_up_nothing() {
    Fence fence =
        new Fence(
            List.of(
                scope("node group p/a", instances(1), A),
                scope("partition p", instances(2), A, B)));

    assertThat(fence.admit(A, HALF)).isEmpty();
    assertThat(fence.admit(A, HALF)).hasValueSatisfying(s -> assertThat(s).contains("group p/a"));
    assertThat(fence.admit(B, HALF)).isEmpty();
    assertThat(fence.admit(B, HALF)).hasValueSatisfying(s -> assertThat(s).contains("partition p"));
  }

  @Test
  void costs_add_up_to_the_limit_and_not_beyond() {
    Fence fence = new Fence(List.of(scope("the cluster", cost("1.0"), A, B)));

    assertThat(fence.admit(A, HALF)).isEmpty();
    assertThat(fence.admit(B, HALF)).isEmpty();
    assertThat(fence.admit(A, HALF))
        .contains(
            "MaxHourlyCost of the cluster is 1.0, and 2 instances that live or are being launched"
                + " cost 1.00");
  }

  @Test
  void what_has_no_price_is_not_launched_and_lets_nothing_else_through() {
    Fence fence = new Fence(List.of(scope("the cluster", cost("1.0"), A, B)));

    assertThat(fence.admit(A, Optional.empty()))
        .hasValueSatisfying(s -> assertThat(s).contains("no price for what p/a may launch"));
    fence.count("p/b", Optional.empty());
    assertThat(fence.admit(A, HALF))
        .hasValueSatisfying(s -> assertThat(s).contains("the type of an instance that lives"));
  }

  @Test
  void a_budget_of_none_launches_none() {
    assertThat(new Fence(List.of(scope("x", instances(0), A))).admit(A, HALF)).isPresent();
  }
}
