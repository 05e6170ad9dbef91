package dev.slurmec2.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetOutcome.PoolError;
import dev.slurmec2.ec2.FleetRequest.Choice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShortageTest {
  private static final Offer C5_A = offer(0, "c5.large", "a");
  private static final Offer C5_B = offer(0, "c5.large", "b");
  private static final Offer M5_A = offer(1, "m5.large", "a");
  private static final List<Offer> ALL = List.of(C5_A, C5_B, M5_A);

  private static Offer offer(int override, String type, String zone) {
    return new Offer(
        new Choice(override, "subnet-" + zone),
        new Pool(
            "us-east-1", Optional.empty(), "us-east-1" + zone, type, PurchasingOption.ON_DEMAND));
  }

  private static PoolError error(
      ErrorClass errorClass, String code, String type, String zone, String subnet) {
    return new PoolError(
        new Ec2Error(errorClass, code, "Sorry"),
        Optional.of(type).filter(text -> !text.isEmpty()),
        Optional.of(zone).filter(text -> !text.isEmpty()),
        Optional.of(subnet).filter(text -> !text.isEmpty()),
        Optional.empty());
  }

  private static PoolError none(String type, String zone, String subnet) {
    return error(ErrorClass.CAPACITY, "InsufficientInstanceCapacity", type, zone, subnet);
  }

  private static Iterable<Pool> refused(PoolError... errors) {
    return Shortage.of(ALL, 1, false, List.of(errors))
        .getOrDefault("InsufficientInstanceCapacity", Map.of())
        .keySet();
  }

  @Test
  void an_error_means_the_pool_that_it_names_and_only_that() {
    assertThat(refused(none("c5.large", "us-east-1a", "subnet-a"))).containsExactly(C5_A.pool());
    assertThat(refused(none("c5.large", "", "subnet-b"))).containsExactly(C5_B.pool());
    assertThat(refused(none("m5.large", "us-east-1a", ""))).containsExactly(M5_A.pool());
  }

  @Test
  void what_an_error_leaves_open_may_be_any() {
    assertThat(refused(none("", "", "subnet-a"))).containsExactly(C5_A.pool(), M5_A.pool());
    assertThat(refused(none("", "", ""))).containsExactly(C5_A.pool(), C5_B.pool(), M5_A.pool());
  }

  @Test
  void spot_that_is_short_says_nothing_of_on_demand() {
    PoolError spot =
        new PoolError(
            new Ec2Error(ErrorClass.CAPACITY, "InsufficientInstanceCapacity", "Sorry"),
            Optional.of("c5.large"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("spot"));

    assertThat(refused(spot)).isEmpty();
  }

  @Test
  void a_quota_means_its_type_in_all_zones_and_no_other_type() {
    PoolError quota =
        error(ErrorClass.QUOTA, "VcpuLimitExceeded", "c5.large", "us-east-1a", "subnet-a");

    assertThat(Shortage.of(ALL, 3, false, List.of(quota)))
        .isEqualTo(Map.of("VcpuLimitExceeded", Map.of(C5_A.pool().inAllZones(), 3)));
  }

  @Test
  void a_quota_of_spot_says_nothing_of_on_demand() {
    PoolError spot =
        new PoolError(
            new Ec2Error(ErrorClass.QUOTA, "MaxSpotInstanceCountExceeded", "Sorry"),
            Optional.of("c5.large"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("spot"));

    assertThat(Shortage.of(ALL, 1, false, List.of(spot))).isEmpty();
  }

  @Test
  void a_call_that_a_quota_refuses_means_all_that_was_asked_for() {
    assertThat(
            Shortage.of(
                ALL, 1, true, List.of(error(ErrorClass.QUOTA, "VcpuLimitExceeded", "", "", ""))))
        .isEqualTo(
            Map.of(
                "VcpuLimitExceeded",
                Map.of(C5_A.pool().inAllZones(), 1, M5_A.pool().inAllZones(), 1)));
  }

  @Test
  void only_capacity_and_quotas_count() {
    for (ErrorClass other : ErrorClass.values()) {
      if (other != ErrorClass.CAPACITY && other != ErrorClass.QUOTA) {
        assertThat(Shortage.of(ALL, 1, false, List.of(error(other, "Some", "c5.large", "", ""))))
            .as("%s", other)
            .isEmpty();
      }
    }
  }

  @Test
  void beside_a_throttled_call_placeholders_say_nothing_and_real_shortages_do() {
    PoolError throttled =
        error(ErrorClass.THROTTLED, "RequestLimitExceeded", "m5.large", "", "subnet-a");
    PoolError placeholder =
        error(ErrorClass.CAPACITY, "UnfulfillableCapacity", "c5.large", "", "subnet-a");
    PoolError real = none("c5.large", "", "subnet-b");

    assertThat(Shortage.of(ALL, 1, false, List.of(throttled, placeholder, real)))
        .isEqualTo(Map.of("InsufficientInstanceCapacity", Map.of(C5_B.pool(), 1)));
  }

  @Test
  void the_count_that_was_refused_is_kept() {
    assertThat(Shortage.of(ALL, 8, false, List.of(none("c5.large", "", "subnet-a"))))
        .isEqualTo(Map.of("InsufficientInstanceCapacity", Map.of(C5_A.pool(), 8)));
  }

  @Test
  void a_pool_that_was_not_tried_because_another_was_short_is_not_short() {
    PoolError untried =
        error(ErrorClass.CAPACITY, "UnfulfillableCapacity", "c5.large", "", "subnet-b");

    assertThat(Shortage.of(ALL, 2, true, List.of(none("c5.large", "", "subnet-a"), untried)))
        .isEqualTo(Map.of("InsufficientInstanceCapacity", Map.of(C5_A.pool(), 2)));
  }

  @Test
  void placeholders_alone_count_but_not_where_one_zone_was_to_be_chosen() {
    List<PoolError> untried =
        List.of(error(ErrorClass.CAPACITY, "UnfulfillableCapacity", "c5.large", "", ""));

    assertThat(Shortage.of(ALL, 2, false, untried))
        .isEqualTo(Map.of("UnfulfillableCapacity", Map.of(C5_A.pool(), 2, C5_B.pool(), 2)));
    assertThat(Shortage.of(ALL, 2, true, untried)).isEmpty();
    assertThat(Shortage.of(List.of(C5_A, M5_A), 2, true, untried))
        .isEqualTo(Map.of("UnfulfillableCapacity", Map.of(C5_A.pool(), 2)));
  }
}
