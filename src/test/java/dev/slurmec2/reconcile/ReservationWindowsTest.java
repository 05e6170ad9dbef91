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
    return group(fallbacks, "cr-1");
  }

  private static NodeGroup group(List<NodeGroup> fallbacks, String... ids) {
    NodeGroup group = TestConfiguration.group("a", 3, "here");
    return group.withPolicy(group.policy().withReservations(List.of(ids)), fallbacks);
  }

  private void block(String state) {
    reservation("cr-1", state, true, start);
  }

  private void block(String id, String state, Instant opens) {
    reservation(id, state, true, opens);
  }

  private void reservation(String id, String state, boolean block, Instant opens) {
    cluster.here.stock.reservations.put(
        id,
        new CapacityReservation(
            id,
            "p5.48xlarge",
            "here-a",
            state,
            block,
            true,
            4,
            state.equals("active") ? 4 : 0,
            Optional.of(opens),
            Optional.of(opens.plus(Duration.ofDays(1))),
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
  void another_block_that_is_open_brings_them_back_whatever_the_date_of_the_first() {
    cluster = cluster(group(List.of(), "cr-1", "cr-2"));
    block("cr-1", "scheduled", start);
    block("cr-2", "scheduled", start.plus(Duration.ofDays(9)));
    cluster.run();
    assertThat(state()).isEqualTo("DOWN+CLOUD+POWERED_DOWN");

    block("cr-2", "active", start);
    cluster.clock.advance(Duration.ofMinutes(1));
    cluster.run();

    assertThat(state()).isEqualTo("IDLE+CLOUD+POWERED_DOWN");
  }

  @Test
  void of_several_the_date_is_that_of_the_first_to_open() {
    cluster = cluster(group(List.of(), "cr-1", "cr-2", "cr-3"));
    block("cr-1", "expired", start);
    block("cr-2", "scheduled", start.plus(Duration.ofDays(9)));
    block("cr-3", "scheduled", start);

    cluster.run();

    assertThat(cluster.slurm.updates)
        .singleElement()
        .asString()
        .contains("Capacity block cr-3 is not open until ");
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
    reservation("cr-1", "scheduled", false, start);
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
