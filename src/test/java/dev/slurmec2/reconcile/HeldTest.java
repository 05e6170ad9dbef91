package dev.slurmec2.reconcile;

import static dev.slurmec2.reconcile.Views.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.NodeRecord;
import dev.slurmec2.slurm.StateRequest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeldTest {
  /** The reasons of Views are an hour older. */
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  private static final Instant LAST_SWEEP = NOW.minusSeconds(60);
  private static final Memory.Key OTHER = new Memory.Key(Watch.INSTANCE, "i-1");

  @ParameterizedTest
  @ValueSource(strings = {"IDLE+CLOUD+POWERING_DOWN", "IDLE+CLOUD+POWERED_DOWN"})
  void a_drain_that_slurm_drops_on_the_way_off_comes_back(String state) {
    assertThat(again(node(state).reason("bad disk"), Watch.HELD)).hasValue(StateRequest.DRAIN);
  }

  @Test
  void what_was_down_comes_back_down() {
    assertThat(
            again(node("IDLE+CLOUD+POWERING_DOWN").reason("bad disk"), Watch.HELD, Watch.HELD_DOWN))
        .hasValue(StateRequest.DOWN);
  }

  @Test
  void a_reason_that_no_sweep_has_seen_counts_as_a_drain() {
    NodeRecord node = node("IDLE+CLOUD+POWERING_DOWN").reason("bad disk").asRecord();
    Instant afterwards = Instant.parse("2026-11-21T08:00:30Z");
    Memory sweptBefore = Memory.EMPTY.after(Set.of(OTHER), Instant.parse("2026-11-21T07:59:50Z"));

    assertThat(again(new Held(sweptBefore), node, afterwards)).hasValue(StateRequest.DRAIN);
    assertThat(again(new Held(Memory.EMPTY), node, afterwards)).hasValue(StateRequest.DRAIN);
  }

  /** power_down_force with a reason: Slurm keeps it, and the node is in service. */
  @Test
  void a_reason_that_a_sweep_has_seen_on_a_node_in_service_holds_nothing() {
    assertThat(again(node("IDLE+CLOUD+POWERED_DOWN").reason("new image"))).isEmpty();
  }

  /** Slurm 24.11 leaves the reason of a node that is off when it is resumed or undrained. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad disk",
        "slurm-ec2: invalid: registered with less than configured",
        "Low RealMemory (reported:1 < 100.00% of configured:2)"
      })
  void what_was_out_and_off_and_is_in_service_was_put_back_whatever_its_reason(String reason) {
    NodeRecord node = node("IDLE+CLOUD+NOT_RESPONDING+POWERED_DOWN").reason(reason).asRecord();

    for (Watch seen : List.of(Watch.HELD_OFF, Watch.PUT_BACK)) {
      Held held = held(Watch.HELD, seen);
      assertThat(again(held, node, NOW)).isEmpty();
      assertThat(held.isHeld(node, local(NOW), NOW)).isFalse();
      assertThat(held.isPutBack(node)).as("remembered as long as the reason stands").isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE+CLOUD+DRAIN+POWERED_DOWN, true",
    "DOWN+CLOUD+POWERED_DOWN, true",
    "IDLE+CLOUD+DRAIN+POWERING_DOWN, false",
    "IDLE+CLOUD+DRAIN+POWERING_UP, false",
    "IDLE+CLOUD+DRAIN+POWERED_DOWN+POWER_UP, false",
    "IDLE+CLOUD+DRAIN, false",
  })
  void only_a_node_that_is_off_for_good_is_held_and_off(String state, boolean off) {
    NodeRecord node = node(state).reason("bad disk").asRecord();

    assertThat(held().isHeldOff(node, local(NOW), NOW)).isEqualTo(off);
  }

  @Test
  void a_node_that_is_out_again_was_not_put_back() {
    NodeRecord node = node("IDLE+CLOUD+DRAIN+POWERED_DOWN").reason("bad disk").asRecord();

    assertThat(held(Watch.PUT_BACK).isPutBack(node)).isFalse();
    assertThat(held(Watch.PUT_BACK).isHeld(node, local(NOW), NOW)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE+CLOUD+DRAIN+POWERED_DOWN, bad disk",
    "IDLE+CLOUD+POWERED_DOWN, slurm-ec2: unbacked: its instance is gone",
    "IDLE+CLOUD+POWERED_DOWN, POWER_DOWN_ASAP",
    "IDLE+CLOUD, bad disk",
    "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP, bad disk",
  })
  void nothing_else_is_taken_out(String state, String reason) {
    assertThat(again(node(state).reason(reason), Watch.HELD)).isEmpty();
  }

  @Test
  void nothing_is_taken_out_without_a_reason() {
    assertThat(again(node("IDLE+CLOUD+POWERED_DOWN"), Watch.HELD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slurm-ec2: invalid: registered with less than configured",
        "Low RealMemory (reported:1 < 100.00% of configured:2)"
      })
  void what_waits_for_an_administrator_is_drained_again_whatever_sweeps_saw(String reason) {
    assertThat(again(node("IDLE+CLOUD+POWERED_DOWN").reason(reason))).hasValue(StateRequest.DRAIN);
  }

  @Test
  void resume_timeout_over_an_administrators_drain_is_noticed() {
    NodeRecord node = node("DOWN+CLOUD+POWERED_DOWN").reason("ResumeTimeout reached").asRecord();

    assertThat(held(Watch.HELD).isHeld(node, local(NOW), NOW)).isTrue();
    assertThat(held().isHeld(node, local(NOW), NOW)).isFalse();
  }

  @Test
  void the_words_that_resume_timeout_was_written_over_are_known_as_long_as_they_are_remembered() {
    NodeRecord drained = node("IDLE+CLOUD+DRAIN+POWERING_UP").reason("bad disk").asRecord();
    NodeRecord timedOut =
        node("DOWN+CLOUD+POWERED_DOWN").reason("ResumeTimeout reached").asRecord();
    Held held = held(Map.of("p-g-0", "bad disk"), Watch.HELD);

    assertThat(held().words(drained, local(NOW), NOW)).hasValue("bad disk");
    assertThat(held.words(timedOut, local(NOW), NOW)).hasValue("bad disk");
    assertThat(held.writtenOver(timedOut)).hasValue("bad disk");
    assertThat(held.writtenOver(drained)).as("they stand").isEmpty();
    assertThat(held(Watch.HELD).writtenOver(timedOut)).as("not remembered").isEmpty();
    assertThat(held(Map.of("p-g-0", "bad disk")).writtenOver(timedOut))
        .as("no longer held")
        .isEmpty();
  }

  /** Slurm writes these only where no reason stands, hence somebody has put the node back. */
  @ParameterizedTest
  @ValueSource(strings = {"Not responding", "Node unexpectedly rebooted"})
  void what_an_administrator_put_back_is_not_held_when_it_fails_before_the_next_sweep(
      String reason) {
    NodeRecord node = node("DOWN+CLOUD+NOT_RESPONDING").reason(reason).asRecord();

    assertThat(held(Watch.HELD, Watch.HELD_DOWN).isHeld(node, local(NOW), NOW)).isFalse();
  }

  @Test
  void a_node_that_is_asked_off_is_not_held() {
    NodeRecord node = node("IDLE+CLOUD+DRAIN+POWER_DOWN").reason("new image").asRecord();

    assertThat(held().isHeld(node, local(NOW), NOW)).isFalse();
  }

  private static Optional<StateRequest> again(Views views, Watch... seen) {
    return again(held(seen), views.asRecord(), NOW);
  }

  private static Optional<StateRequest> again(Held held, NodeRecord node, Instant now) {
    return held.again(node, local(now), now);
  }

  private static Held held(Watch... seen) {
    return held(Map.of(), seen);
  }

  private static Held held(Map<String, String> reasons, Watch... seen) {
    Set<Memory.Key> keys =
        Arrays.stream(seen)
            .map(watch -> new Memory.Key(watch, "p-g-0"))
            .collect(Collectors.toSet());
    keys.add(OTHER);
    return new Held(Memory.EMPTY.after(keys, LAST_SWEEP).withReasons(reasons));
  }

  private static LocalDateTime local(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
