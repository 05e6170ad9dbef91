package dev.slurmec2.reconcile;

import static dev.slurmec2.reconcile.Views.GRACE;
import static dev.slurmec2.reconcile.Views.node;
import static dev.slurmec2.reconcile.Views.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTableTest {
  private static final Sighting OLD = running("i-1", "10.0.0.1", Duration.ofHours(1));
  private static final Sighting OLDER = running("i-2", "10.0.0.2", Duration.ofHours(2));
  private static final Sighting YOUNG = running("i-3", "10.0.0.3", GRACE.minusSeconds(1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IDLE+CLOUD+POWERED_DOWN",
        "DOWN+CLOUD+POWERED_DOWN",
        "DOWN+CLOUD+NOT_RESPONDING+POWERED_DOWN",
        "IDLE+CLOUD+DRAIN+POWERED_DOWN"
      })
  void leftover_of_a_node_that_is_off_is_ended(String state) {
    assertThat(leftover(node(state), OLD, Duration.ZERO)).isInstanceOf(Verdict.Act.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IDLE+CLOUD",
        "ALLOCATED+CLOUD",
        "DOWN+CLOUD+NOT_RESPONDING",
        "IDLE+CLOUD+POWERING_UP",
        "MIXED+CLOUD+POWERED_DOWN",
        "ALLOCATED+CLOUD+POWERED_DOWN",
        "IDLE+CLOUD+POWER_UP+POWERED_DOWN",
        "IDLE+CLOUD+MAINTENANCE+POWERED_DOWN",
        "FUTURE+CLOUD+POWERED_DOWN"
      })
  void leftover_spares_nodes_that_are_on_or_wanted_or_in_maintenance(String state) {
    assertThat(leftover(node(state), OLD, Duration.ofHours(1))).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void leftover_spares_what_may_have_been_launched_since_slurm_was_asked() {
    assertThat(leftover(node("IDLE+CLOUD+POWERED_DOWN"), YOUNG, Duration.ZERO))
        .isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void leftover_leaves_suspend_its_time() {
    Views views = node("IDLE+CLOUD+POWERING_DOWN");
    assertThat(leftover(views, OLD, GRACE.minusSeconds(1))).isInstanceOf(Verdict.Pass.class);
    assertThat(leftover(views, OLD, GRACE)).isInstanceOf(Verdict.Act.class);
  }

  @Test
  void twins_keep_the_one_that_the_address_points_to() {
    Views views = node("ALLOCATED+CLOUD").address("10.0.0.1");
    assertThat(twins(views, OLD, OLD, OLDER)).isInstanceOf(Verdict.Pass.class);
    assertThat(twins(views, OLDER, OLD, OLDER)).isInstanceOf(Verdict.Act.class);
  }

  @Test
  void twins_keep_the_oldest_running_one_where_no_address_is_set() {
    Views views = node("IDLE+CLOUD+POWERING_UP");
    assertThat(twins(views, OLD, OLD, OLDER)).isInstanceOf(Verdict.Act.class);
    assertThat(twins(views, OLDER, OLD, OLDER)).isInstanceOf(Verdict.Pass.class);

    Sighting stopped =
        Views.sighting("i-0", Instance.State.STOPPED, Optional.empty(), Duration.ofDays(1));
    assertThat(twins(views, stopped, stopped, OLD)).isInstanceOf(Verdict.Act.class);
    assertThat(twins(views, OLD, stopped, OLD)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void twins_spare_all_where_any_may_run_the_job() {
    Views views = node("ALLOCATED+CLOUD").address("127.0.0.1");
    assertThat(twins(views, OLD, OLD, OLDER)).isInstanceOf(Verdict.Pass.class);
    assertThat(twins(views, OLDER, OLD, OLDER)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void twins_spare_the_young_and_the_only_one_and_an_operators() {
    Views up = node("ALLOCATED+CLOUD").address("10.0.0.1");
    assertThat(twins(up, YOUNG, OLD, YOUNG)).isInstanceOf(Verdict.Pass.class);
    assertThat(twins(up, OLD, OLD)).isInstanceOf(Verdict.Pass.class);
    Views drained = node("IDLE+CLOUD+DRAIN").reason("debugging").address("10.0.0.1");
    assertThat(twins(drained, OLDER, OLD, OLDER)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void orphan_is_ended_after_the_grace_period_only() {
    assertThat(InstanceTable.orphan(OLD, GRACE)).isInstanceOf(Verdict.Act.class);
    assertThat(InstanceTable.orphan(YOUNG, GRACE)).isInstanceOf(Verdict.Pass.class);
  }

  private static Verdict leftover(Views views, Sighting sighting, Duration poweringDown) {
    return InstanceTable.leftover(views.asRecord(), sighting, poweringDown, GRACE);
  }

  private static Verdict twins(Views views, Sighting sighting, Sighting... siblings) {
    return InstanceTable.twins(views.asRecord(), sighting, List.of(siblings), GRACE);
  }
}
