package dev.slurmec2.reconcile;

import static dev.slurmec2.reconcile.Views.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.slurm.StateRequest;
import dev.slurmec2.state.ClosedGroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of a group none of whose pools has capacity, which no job has asked for. */
class ClosedNodesTest {
  private static final String WHY =
      "slurm-ec2: closed: c5.large on-demand in us-east-1a had no capacity; the node group launches"
          + " nothing until 08:10:00 (Code:InsufficientInstanceCapacity)";
  private static final Duration LEFT = Duration.ofMinutes(9);

  @TempDir Path stateDir;

  @Test
  void a_node_that_is_off_and_free_is_down_with_the_reason() {
    assertThat(node("IDLE+CLOUD+POWERED_DOWN").closed(WHY, LEFT).judged())
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.CLOSED);
              assertThat(finding.action())
                  .isEqualTo(
                      new Action.Change(List.of(StateRequest.DOWN), Optional.of(WHY), false));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slurm-ec2: resume: no capacity (Code:InsufficientInstanceCapacity)",
        "ResumeTimeout reached"
      })
  void a_reason_that_nobody_holds_to_is_no_hindrance(String reason) {
    assertThat(node("IDLE+CLOUD+POWERED_DOWN").reason(reason).closed(WHY, LEFT).judged())
        .map(Finding::rule)
        .contains(Rule.CLOSED);
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOCATED+CLOUD+POWERED_DOWN,",
    "MIXED+CLOUD+POWERED_DOWN,",
    "IDLE+CLOUD,",
    "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP,",
    "IDLE+CLOUD+POWERING_DOWN,",
    "IDLE+CLOUD+POWER_UP+POWERED_DOWN,",
    "IDLE+CLOUD+POWER_DOWN+POWERED_DOWN,",
    "IDLE+CLOUD+POWERED_DOWN+RESERVED,",
    "IDLE+CLOUD+MAINTENANCE+POWERED_DOWN+RESERVED,",
    "IDLE+CLOUD+DRAIN+POWERED_DOWN, bad disk",
    "IDLE+CLOUD+POWERED_DOWN, bad disk",
    "IDLE+CLOUD+POWERED_DOWN, Low RealMemory",
    "DOWN+CLOUD+POWERED_DOWN, bad disk"
  })
  void what_is_in_use_reserved_or_somebodys_is_not_touched(String state, String reason) {
    Views views = node(state).closed(WHY, LEFT);

    assertThat((reason == null ? views : views.reason(reason)).judged().map(Finding::rule))
        .isNotEqualTo(Optional.of(Rule.CLOSED));
  }

  @Test
  void an_end_that_the_next_sweep_would_see_is_not_worth_it() {
    assertThat(node("IDLE+CLOUD+POWERED_DOWN").closed(WHY, Duration.ofSeconds(29)).judged())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "08:10:00, PT9M59S, false",
    "08:10:00, PT10M, true",
    "2026-11-23 08:00:00, PT47H, false",
    "2026-11-23 08:00:00, PT48H, true",
    // Another zone's: an hour more than any cool-down. Then that of the pools counts.
    "09:10:00, PT9M59S, false",
    "09:10:00, PT10M, true"
  })
  void it_comes_back_at_the_end_that_its_reason_tells(String end, Duration age, boolean back) {
    // Its reason was set at 08:00:00.
    Optional<Finding> judged =
        node("DOWN+CLOUD+POWERED_DOWN")
            .reason(WHY.replace("08:10:00", end))
            .sinceReason(age)
            .judged();

    assertThat(judged.map(Finding::rule))
        .isEqualTo(back ? Optional.of(Rule.RECOVER) : Optional.empty());
  }

  @Test
  void a_sweep_takes_a_closed_groups_free_nodes_down_in_one_update_and_brings_them_back()
      throws Exception {
    Cluster cluster = new Cluster(stateDir);
    cluster.slurm.node("p-a-3").state("ALLOCATED+CLOUD+POWERED_DOWN");
    new ClosedGroups(stateDir, Duration.ofMinutes(10), cluster.clock)
        .close(
            "p/a",
            new ClosedGroups.Row(
                cluster.clock.instant().plus(Duration.ofMinutes(4)),
                "InsufficientInstanceCapacity",
                "no pool has capacity"));

    SweepResult.Swept swept = cluster.runs(2);

    String until =
        dev.slurmec2.state.Until.time(
            cluster.clock.instant().plus(Duration.ofMinutes(3)), ZoneOffset.UTC);
    String reason =
        "slurm-ec2: closed: no pool has capacity " + until + " (Code:InsufficientInstanceCapacity)";
    assertThat(cluster.slurm.updates).containsExactly("DOWN p-a-0,p-a-1,p-a-2 " + reason);
    assertThat(swept.lines()).isEmpty();

    // The reason is enough: what StateDir knew may be lost.
    Files.delete(stateDir.resolve("closed-groups"));
    cluster.runs(2);
    assertThat(cluster.slurm.node("p-a-0").base()).isEqualTo("DOWN");
    cluster.clock.advance(Duration.ofMinutes(2));
    cluster.run();

    assertThat(cluster.slurm.node("p-a-0").words()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
    assertThat(cluster.slurm.node("p-b-0").words()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
  }
}
