package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.Slurm.Controller;
import dev.slurmec2.slurm.SlurmResult;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActiveControllerTest {
  private static final Controller PRIMARY = new Controller("one.example.org", "primary", true);
  private static final Controller PRIMARY_DOWN =
      new Controller("one.example.org", "primary", false);
  private static final Controller BACKUP = new Controller("two", "backup", true);

  @Test
  void the_first_that_answers_is_active() {
    assertThat(judge(Set.of("one"), PRIMARY, BACKUP)).isInstanceOf(ActiveController.Here.class);
    assertThat(judge(Set.of("two"), PRIMARY, BACKUP))
        .isInstanceOf(ActiveController.Elsewhere.class);
    assertThat(judge(Set.of("two"), PRIMARY_DOWN, BACKUP))
        .isInstanceOf(ActiveController.Here.class);
    assertThat(judge(Set.of("one"), PRIMARY_DOWN, BACKUP))
        .isInstanceOf(ActiveController.Elsewhere.class);
  }

  @Test
  void short_and_qualified_names_are_equal_but_two_domains_are_not() {
    assertThat(judge(Set.of("ONE.example.org"), PRIMARY)).isInstanceOf(ActiveController.Here.class);
    assertThat(judge(Set.of("two.example.org"), BACKUP)).isInstanceOf(ActiveController.Here.class);
    assertThat(judge(Set.of("one.example.com"), PRIMARY))
        .isInstanceOf(ActiveController.Elsewhere.class);
    assertThat(judge(Set.of("any"), new Controller("localhost", "primary", true)))
        .isInstanceOf(ActiveController.Here.class);
  }

  @Test
  void what_nobody_knows_stops_nothing() {
    assertThat(judge(Set.of("one"), PRIMARY_DOWN)).isInstanceOf(ActiveController.Unsure.class);
    assertThat(judge(Set.of(), PRIMARY)).isInstanceOf(ActiveController.Unsure.class);
    assertThat(judge(Set.of("one"))).isInstanceOf(ActiveController.Unsure.class);
    assertThat(
            ActiveController.of(
                new SlurmResult.Failed<>(SlurmResult.Kind.TIMED_OUT, "ping: no answer"),
                Set.of("one")))
        .isInstanceOf(ActiveController.Unsure.class);
  }

  private static ActiveController judge(Set<String> hostNames, Controller... controllers) {
    return ActiveController.of(new SlurmResult.Ok<>(List.of(controllers)), hostNames);
  }
}
