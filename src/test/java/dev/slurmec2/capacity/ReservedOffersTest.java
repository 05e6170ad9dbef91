package dev.slurmec2.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.NodeGroup;
import dev.slurmec2.ec2.CapacityReservation;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.ErrorClass;
import dev.slurmec2.ec2.FleetRequest.Choice;
import dev.slurmec2.testing.TestConfiguration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservedOffersTest {
  private static final Instant START = Instant.parse("2026-12-01T11:30:00Z");
  private static final Instant END = Instant.parse("2026-12-02T11:30:00Z");
  private static final Map<String, String> ZONES =
      Map.of("subnet-a", "us-east-1a", "subnet-b", "us-east-1b");

  private static NodeGroup way(String... types) {
    return TestConfiguration.group("a", 4, "us-east-1", List.of("subnet-a", "subnet-b"), types);
  }

  private static CapacityReservation reservation(
      String id, boolean block, String state, int available) {
    return new CapacityReservation(
        id,
        "p5.48xlarge",
        "us-east-1b",
        state,
        block,
        true,
        4,
        available,
        Optional.of(START),
        Optional.of(END),
        Map.of());
  }

  private static ReservedOffers of(NodeGroup way, CapacityReservation... shown) {
    return ReservedOffers.of(
        way,
        Arrays.stream(shown).map(CapacityReservation::id).toList(),
        Arrays.asList(shown),
        ZONES,
        ZoneOffset.UTC);
  }

  @Test
  void an_open_one_is_asked_for_with_its_type_in_its_zone_and_has_a_pool_of_its_own() {
    ReservedOffers offers =
        of(way("c5.large", "p5.48xlarge"), reservation("cr-1", false, "active", 3));

    assertThat(offers.open())
        .singleElement()
        .satisfies(
            open -> {
              assertThat(open.offer().choice()).isEqualTo(new Choice(1, "subnet-b"));
              assertThat(open.offer().pool().toString()).isEqualTo("cr-1 on-demand in us-east-1b");
            });
    assertThat(offers.closed()).isEmpty();
    assertThat(offers.ordinaryToo()).isTrue();
  }

  @Test
  void an_override_that_leaves_the_type_open_takes_any() {
    assertThat(of(way(), reservation("cr-1", false, "active", 3)).open()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "scheduled, 0, InvalidCapacityReservationState.PendingActivation, not open until 2026-12-01"
        + " 11:30:00",
    "expired, 0, InvalidCapacityReservationState, over (expired since 2026-12-02 11:30:00)",
    "active, 0, ReservationCapacityExceeded, none of its 4 instances left"
  })
  void a_closed_or_full_one_says_why(String state, int available, String code, String sentence) {
    ReservedOffers offers = of(way("p5.48xlarge"), reservation("cr-1", true, state, available));

    assertThat(offers.open()).isEmpty();
    assertThat(offers.closed())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.errorClass()).isEqualTo(ErrorClass.CAPACITY);
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.message()).startsWith("Capacity block cr-1 ").contains(sentence);
            });
    assertThat(offers.opens())
        .isEqualTo(state.equals("scheduled") ? Optional.of(START) : Optional.empty());
  }

  @Test
  void beside_a_block_nothing_ordinary_is_launched_and_beside_an_unknown_id_neither() {
    assertThat(of(way(), reservation("cr-1", true, "active", 1)).ordinaryToo()).isFalse();
    ReservedOffers unknown =
        ReservedOffers.of(way(), List.of("cr-9"), List.of(), ZONES, ZoneOffset.UTC);
    assertThat(unknown.ordinaryToo()).isFalse();
    assertThat(unknown.closed())
        .extracting(Ec2Error::code)
        .containsExactly("InvalidCapacityReservationId.NotFound");
  }

  @Test
  void one_that_does_not_fit_the_group_is_an_error_of_the_configuration() {
    assertThat(of(way("c5.large"), reservation("cr-1", false, "active", 1)).closed())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.errorClass()).isEqualTo(ErrorClass.CONFIGURATION);
              assertThat(error.message())
                  .contains("holds p5.48xlarge in us-east-1b", "LaunchTemplateOverrides");
            });
  }

  @Test
  void a_second_choice_does_not_try_again_what_its_group_has_tried() {
    NodeGroup group = way();
    NodeGroup named = group.withPolicy(group.policy().withReservations(List.of("cr-1")), List.of());
    NodeGroup second =
        way("m5.large")
            .withPolicy(named.policy().withReservations(List.of("cr-1", "cr-2")), List.of());
    NodeGroup all = named.withPolicy(named.policy(), List.of(second));

    assertThat(ReservedOffers.idsOf(all, all)).containsExactly("cr-1");
    assertThat(ReservedOffers.idsOf(all, second)).containsExactly("cr-2");
  }
}
