package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.testing.TestConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of a group that has a capacity block, before its start and after its end. */
class ReservationWindowsTest {
  private static final NodeGroup PLAIN = TestConfiguration.group("b", 2, "there");

  @TempDir Path stateDir;
  private Cluster cluster;
  private Instant start;

  @BeforeEach
  void setUp() {
    cluster = cluster(group(List.of()));
    start = cluster.clock.instant().plus(Duration.ofDays(2));
  }

  private Cluster cluster(NodeGroup group) {
    return new Cluster(stateDir, false, group, PLAIN);
  }

  private static NodeGroup group(List<NodeGroup> fallbacks) {
    NodeGroup group = TestConfiguration.group("a", 3, "here");
    return group.withPolicy(group.policy().withReservations(List.of("cr-1")), fallbacks);
  }

  private void block(String state) {
    reservation(state, true);
  }

  private void reservation(String state, boolean block) {
    cluster.here.stock.reservations.put(
        "cr-1",
        new CapacityReservation(
            "cr-1",
            "p5.48xlarge",
            "here-a",
            state,
            block,
            true,
            4,
            state.equals("active") ? 4 : 0,
            Optional.of(start),
            Optional.of(start.plus(Duration.ofDays(1))),
            Map.of()));
  }

  private String state() {
    return cluster.slurm.node("p-a-0").words();
  }

  @Test
  void before_its_start_they_are_down_with_the_date_and_at_its_start_they_are_back() {
    block("scheduled");
    cluster.runs(3);

    assertThat(cluster.slurm.updates)
        .singleElement()
        .asString()
        .startsWith(
            "DOWN p-a-0,p-a-1,p-a-2 slurm-ec2: closed: Capacity block cr-1 is not open until ")
        .containsPattern("until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\(Code:")
        .endsWith("(Code:InvalidCapacityReservationState.PendingActivation)");

    cluster.clock.advance(Duration.ofDays(1));
    cluster.run();
    assertThat(state()).isEqualTo("DOWN+CLOUD+POWERED_DOWN");

    cluster.clock.advance(Duration.ofDays(1));
    block("active");
    cluster.run();
    assertThat(state()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
  }

  @Test
  void the_reason_keeps_them_down_to_the_start_where_ec2_does_not_answer() {
    block("scheduled");
    cluster.run();
    cluster.here.stock.error =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "InternalError", "Sorry."));
    cluster.clock.advance(Duration.ofDays(1));
    cluster.run();
    assertThat(state()).isEqualTo("DOWN+CLOUD+POWERED_DOWN");

    cluster.clock.advance(Duration.ofDays(1));
    cluster.run();
    assertThat(state()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
  }

  @Test
  void after_its_end_they_stay_down_until_another_is_named() {
    block("expired");
    cluster.runs(30);

    assertThat(cluster.slurm.updates)
        .singleElement()
        .asString()
        .contains("Capacity block cr-1 is over (expired since ", "name another");
    block("active");
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();
    assertThat(state()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
  }

  @Test
  void with_another_way_they_are_free() {
    cluster = cluster(group(List.of(TestConfiguration.group("a", 3, "here"))));
    block("scheduled");
    cluster.runs(2);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void an_on_demand_reservation_closes_nothing() {
    reservation("scheduled", false);
    cluster.runs(2);

    assertThat(cluster.slurm.updates).isEmpty();
  }

  @Test
  void only_groups_that_name_reservations_cost_a_call_and_each_place_one() {
    block("active");
    cluster.run();

    assertThat(cluster.here.stock.calls).containsOnlyOnce("DescribeCapacityReservations");
    assertThat(cluster.there.stock.calls).doesNotContain("DescribeCapacityReservations");
  }
}
