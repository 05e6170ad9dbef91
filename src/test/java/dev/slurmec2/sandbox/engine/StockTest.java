package dev.slurmec2.sandbox.engine;

import static dev.slurmec2.sandbox.engine.FleetTable.REGION;
import static dev.slurmec2.sandbox.engine.FleetTable.errors;
import static dev.slurmec2.sandbox.engine.FleetTable.launched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What there is, how it changes with time, and what is reserved. */
final class StockTest {

  private final FleetTable table = new FleetTable();
  private final Engine engine = table.engine;
  private final Instant start = table.clock.instant();

  private Instant after(long seconds) {
    return start.plusSeconds(seconds);
  }

  private static CapacityUpdate with(
      Map<Market, Integer> vcpuQuotas,
      Map<String, Integer> subnetAddresses,
      List<Reservation> reservations,
      String... prices) {
    return new CapacityUpdate(
        List.of(),
        List.of(prices).stream().map(PoolPrice::parse).toList(),
        vcpuQuotas,
        subnetAddresses,
        reservations,
        false);
  }

  private Reservation reservation(String id, int count, boolean targeted) {
    return new Reservation(
        id, "c5.large", REGION + "a", count, false, targeted, start, Optional.empty());
  }

  private void reserve(Reservation... reservations) {
    engine.stock().update(with(Map.of(), Map.of(), List.of(reservations)));
  }

  private void template(String name, Optional<String> market, String reservation) {
    engine.stock();
    engine.createTemplate(
        REGION,
        name,
        new TemplateData(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            market,
            Optional.empty(),
            Optional.of(reservation)));
  }

  private int available(String id) {
    return engine
        .stock()
        .reservations(REGION, List.of(id), List.of(), Paging.NONE)
        .items()
        .get(0)
        .available();
  }

  @Test
  void capacity_changes_when_its_time_has_come() {
    table.pools("L@a=1");
    engine.stock().plan(after(60), CapacityUpdate.ofRules("c5.large:us-east-1a:*=3"));
    engine.stock().plan(after(120), CapacityUpdate.ofRules("c5.large:us-east-1a:*=0"));

    assertThat(launched(table.launch("5", "L@a"))).isEqualTo("L@a:1");
    table.clock.passSeconds(59);
    assertThat(launched(table.launch("5", "L@a"))).isEqualTo("-");
    table.clock.passSeconds(1);
    assertThat(launched(table.launch("5", "L@a"))).isEqualTo("L@a:2");
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    table.clock.passSeconds(60);
    assertThat(errors(table.launch("1", "L@a"))).isEqualTo("L@a:InsufficientInstanceCapacity");
  }

  @Test
  void a_clock_can_be_set_from_change_to_change() {
    engine.stock().plan(after(60), CapacityUpdate.ofRules("*:*:*=0"));
    reserve(
        new Reservation(
            "cr-1",
            "p5.48xlarge",
            REGION + "a",
            1,
            true,
            true,
            after(3600),
            Optional.of(after(7200))));
    table.launch("1", "L@a");
    List<Long> seconds = new ArrayList<>();

    for (Optional<Instant> next = engine.nextChange();
        next.isPresent();
        next = engine.nextChange()) {
      table.clock.pass(Duration.between(table.clock.instant(), next.get()));
      seconds.add(Duration.between(start, next.get()).toSeconds());
      if (seconds.size() == 1) {
        engine.end(engine.everyInstance().get(0).id(), EndCause.USER);
      }
    }

    // It runs, is gone, capacity, the block opens, is cleared half an hour before its end, ends.
    assertThat(seconds).containsExactly(5L, 8L, 60L, 3600L, 5400L, 7200L);
  }

  @Test
  void spot_instances_above_a_new_limit_get_notice_the_youngest_first() {
    table.pools("L@a=9");
    FleetAnswer old = table.launch("1 spot", "L@a");
    table.clock.passSeconds(10);
    table.launch("2 spot", "L@a");
    engine
        .stock()
        .plan(
            after(20),
            new CapacityUpdate(
                List.of(PoolRule.parse("c5.large:us-east-1a:*=1")),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                true));
    table.clock.passSeconds(30);

    assertThat(engine.everyInstance())
        .allSatisfy(each -> assertThat(each.state()).isEqualTo(InstanceState.RUNNING))
        .filteredOn(each -> each.interruption().isPresent())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.interruption()).contains(after(140)))
        .noneMatch(each -> old.launched().get(0).instanceIds().contains(each.id()));
    table.clock.passSeconds(100);
    assertThat(engine.everyInstance())
        .filteredOn(each -> each.state() == InstanceState.SHUTTING_DOWN)
        .hasSize(2)
        .allSatisfy(
            each ->
                assertThat(each.stateReason().orElseThrow().code())
                    .isEqualTo("Server.SpotInstanceTermination"));
  }

  @Test
  void an_instance_with_notice_can_be_ended_before() {
    table.launch("1 spot", "L@a");
    String id = engine.everyInstance().get(0).id();
    engine.interrupt(id, Stock.NOTICE);
    table.clock.passSeconds(60);
    assertThat(engine.transitions().started()).hasSize(1);
    assertThat(engine.transitions().ended()).isEmpty();

    engine.terminateInstances(REGION, List.of(id));

    assertThat(engine.everyInstance().get(0).state()).isEqualTo(InstanceState.SHUTTING_DOWN);
    assertThat(engine.everyInstance().get(0).stateReason().orElseThrow().code())
        .isEqualTo("Client.UserInitiatedShutdown");
    assertThat(engine.transitions().ended()).hasSize(1);
  }

  @Test
  void prices_can_be_set_and_choose_the_pool() {
    engine.stock().update(with(Map.of(), Map.of(), List.of(), "c5.4xlarge:*:spot=0.001"));

    assertThat(launched(table.launch("1 spot", "L@a X@a"))).isEqualTo("X@a:1");
    assertThat(launched(table.launch("1", "L@a X@a"))).isEqualTo("L@a:1");
    assertThat(engine.stock().price("c5.4xlarge", "us-east-1b", Market.SPOT)).isEqualTo(0.001);
  }

  @Test
  void quotas_and_subnets_have_errors_of_their_own() {
    engine
        .stock()
        .update(
            with(Map.of(Market.ON_DEMAND, 5, Market.SPOT, 2), Map.of("subnet-0b", 1), List.of()));

    assertThat(errors(table.launch("3", "L@a"))).isEqualTo("L@a:VcpuLimitExceeded");
    assertThat(errors(table.launch("2 spot", "L@a"))).isEqualTo("L@a:MaxSpotInstanceCountExceeded");
    assertThat(engine.everyInstance()).hasSize(3);
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    table.clock.passSeconds(10);
    FleetAnswer both = table.launch("2 prioritized", "L@a/2 L@b/1");
    assertThat(launched(both)).isEqualTo("L@a:1 L@b:1");
    assertThat(errors(both)).isEqualTo("L@b:InsufficientFreeAddressesInSubnet");
    assertThat(engine.stock().freeAddresses(REGION, "subnet-0b")).contains(0);
  }

  @Test
  void families_of_types_have_quotas_of_their_own() {
    engine.stock().update(with(Map.of(Market.ON_DEMAND, 192), Map.of(), List.of()));

    assertThat(launched(table.launch("1", "P@a"))).isEqualTo("P@a:1");
    assertThat(launched(table.launch("1", "L@a"))).isEqualTo("L@a:1");
    assertThat(errors(table.launch("1", "P@a"))).isEqualTo("P@a:VcpuLimitExceeded");
  }

  @ParameterizedTest
  @CsvSource({
    "c5.large, standard",
    "im4gn.large, standard",
    "is4gen.large, standard",
    "t3.micro, standard",
    "p4d.24xlarge, p",
    "g5.xlarge, g",
    "gr6.4xlarge, g",
    "vt1.3xlarge, g",
    "inf2.xlarge, inf",
    "hpc7a.96xlarge, hpc",
    "u-6tb1.metal, u"
  })
  void the_standard_families_share_a_quota(String type, String family) {
    assertThat(QuotaFamily.of(type)).isEqualTo(family);
  }

  @Test
  void open_reservations_are_used_before_the_pool_and_first_of_all_where_asked() {
    table.pools("L@a=1 M@a=9");
    reserve(reservation("cr-1", 2, false));

    assertThat(launched(table.launch("1", "L@a M@a"))).isEqualTo("M@a:1");
    assertThat(launched(table.launch("1 reserved-first", "L@a M@a"))).isEqualTo("L@a:1");
    assertThat(available("cr-1")).isEqualTo(1);
    FleetAnswer rest = table.launch("4", "L@a");
    assertThat(launched(rest)).isEqualTo("L@a:2");
    assertThat(errors(rest)).isEqualTo("L@a:InsufficientInstanceCapacity");
    assertThat(available("cr-1")).isZero();
    assertThat(engine.everyInstance())
        .filteredOn(each -> each.capacityReservationId().filter("cr-1"::equals).isPresent())
        .hasSize(2);
  }

  @Test
  void a_targeted_reservation_is_for_those_that_name_it_and_its_room_comes_back() {
    table.pools("*@*=0");
    reserve(reservation("cr-1", 2, true));
    template("reserved", Optional.empty(), "cr-1");

    assertThat(launched(table.launch("1", "L@a"))).isEqualTo("-");
    FleetAnswer full = table.launch("3", "L@a", Optional.empty(), "reserved");
    assertThat(launched(full)).isEqualTo("L@a:2");
    assertThat(errors(full)).isEqualTo("L@a:ReservationCapacityExceeded");
    assertThat(errors(table.launch("1", "X@a L@b", Optional.empty(), "reserved")))
        .isEqualTo("L@b:ReservationCapacityExceeded X@a:ReservationCapacityExceeded");
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    table.clock.passSeconds(3);
    assertThat(available("cr-1")).isEqualTo(2);
  }

  @Test
  void a_reservation_that_nobody_knows_is_an_error_of_the_override() {
    template("reserved", Optional.empty(), "cr-404");

    assertThat(errors(table.launch("1", "L@a", Optional.empty(), "reserved")))
        .isEqualTo("L@a:InvalidCapacityReservationId.NotFound");
  }

  @Test
  void a_capacity_block_has_a_window_and_ends_its_instances_before_its_end() {
    reserve(
        new Reservation(
            "cr-b",
            "p5.48xlarge",
            REGION + "a",
            2,
            true,
            true,
            after(600),
            Optional.of(after(600 + 86_400))));
    template("train", Optional.of("capacity-block"), "cr-b");

    assertThat(errors(table.launch("2 block", "P@a", Optional.empty(), "train")))
        .isEqualTo("P@a:InvalidCapacityReservationState.PendingActivation");
    table.clock.passSeconds(600);
    assertThat(launched(table.launch("2 block", "P@a", Optional.empty(), "train")))
        .isEqualTo("P@a:2");
    assertThat(errors(table.launch("1 block", "P@a", Optional.empty(), "train")))
        .isEqualTo("P@a:ReservationCapacityExceeded");
    table.clock.passSeconds(86_400 - 1800);
    assertThat(engine.everyInstance())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.state()).isEqualTo(InstanceState.SHUTTING_DOWN));
    assertThat(errors(table.launch("1 block", "P@a", Optional.empty(), "train")))
        .isEqualTo("P@a:InvalidCapacityReservationState");
    assertThatThrownBy(() -> table.launch("1", "P@a", Optional.empty(), "train"))
        .isInstanceOf(ApiError.class);
    assertThatThrownBy(() -> table.launch("1 block", "P@a"))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("MarketType capacity-block");
  }

  private void group(String name, String strategy) {
    engine
        .placementGroups()
        .create(REGION, name, strategy, Optional.empty(), Optional.empty(), Map.of());
  }

  @Test
  void a_cluster_group_is_in_one_zone_for_as_long_as_it_has_instances() {
    group("job-7", "cluster");
    table.pools("L@a=1");

    FleetAnswer split =
        table.launch("3 prioritized", "L@a/0 L@b/1", Optional.of("job-7"), "compute");
    assertThat(launched(split)).isEqualTo("L@a:1");
    assertThat(errors(split))
        .isEqualTo("L@a:InsufficientInstanceCapacity L@b:InvalidPlacementGroup.InUse");
    assertThatThrownBy(() -> engine.placementGroups().delete(REGION, "job-7"))
        .isInstanceOfSatisfying(
            ApiError.class, e -> assertThat(e.code()).isEqualTo("InvalidPlacementGroup.InUse"));
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    table.clock.passSeconds(3);
    assertThat(
            launched(table.launch("3 one-zone min=3", "L@a L@b", Optional.of("job-7"), "compute")))
        .isEqualTo("L@b:3");
    engine.everyInstance().forEach(each -> engine.end(each.id(), EndCause.USER));
    table.clock.passSeconds(3);
    engine.placementGroups().delete(REGION, "job-7");
    assertThat(engine.placementGroups().describe(REGION, List.of(), List.of(), List.of()))
        .isEmpty();
  }

  @Test
  void groups_refuse_what_they_cannot_take() {
    group("close", "cluster");
    group("apart", "spread");

    assertThat(errors(table.launch("1", "T@a", Optional.of("close"), "compute")))
        .isEqualTo("T@a:InvalidParameterCombination");
    assertThat(errors(table.launch("1", "L@a", Optional.of("none"), "compute")))
        .isEqualTo("L@a:InvalidPlacementGroup.Unknown");
    FleetAnswer spread = table.launch("9", "L@a L@b", Optional.of("apart"), "compute");
    assertThat(launched(spread)).isEqualTo("L@a:7 L@b:2");
    assertThat(errors(spread)).isEqualTo("L@a:UnfulfillableCapacity");
    assertThatThrownBy(() -> group("apart", "cluster"))
        .isInstanceOfSatisfying(
            ApiError.class, e -> assertThat(e.code()).isEqualTo("InvalidPlacementGroup.Duplicate"));
  }
}
