package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PatienceTest {

  private static final Ec2Error THROTTLED = ErrorClasses.of("RequestLimitExceeded", "");
  private static final Ec2Error FAULT = ErrorClasses.of("InternalError", "");

  @Test
  void waits_grow_from_half_a_second_to_ten_with_half_of_them_random() {
    assertThat(Patience.CHANGE.next(FAULT, 1, Duration.ZERO, 0)).contains(Duration.ofMillis(250));
    assertThat(Patience.CHANGE.next(FAULT, 1, Duration.ZERO, 1)).contains(Duration.ofMillis(500));
    assertThat(Patience.CHANGE.next(FAULT, 3, Duration.ZERO, 1)).contains(Duration.ofSeconds(2));
    assertThat(Patience.CHANGE.next(FAULT, 12, Duration.ZERO, 1)).contains(Duration.ofSeconds(10));
  }

  @Test
  void throttled_calls_wait_longer_than_failed_ones() {
    assertThat(Patience.CHANGE.next(THROTTLED, 1, Duration.ZERO, 1))
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void nothing_starts_behind_the_deadline_or_after_too_many_attempts() {
    assertThat(Patience.CHANGE.next(FAULT, 1, Duration.ofMinutes(2), 0)).isEmpty();
    assertThat(Patience.CHANGE.next(FAULT, Patience.MAX_ATTEMPTS, Duration.ZERO, 0)).isEmpty();
  }

  @Test
  void an_unreachable_endpoint_is_given_up_sooner() {
    Ec2Error unreachable = ErrorClasses.of(ErrorClasses.NO_CONNECTION, "");

    assertThat(Patience.FLEET.next(unreachable, 1, Duration.ofSeconds(10), 0)).isPresent();
    assertThat(Patience.FLEET.next(unreachable, 1, Duration.ofSeconds(20), 0)).isEmpty();
    assertThat(Patience.PARAMETERS.next(unreachable, 1, Duration.ofSeconds(10), 0)).isEmpty();
  }

  @Test
  void second_choices_do_not_wait_a_minute_for_what_a_reservation_is() {
    assertThat(Patience.RESERVATIONS.next(FAULT, 1, Duration.ofSeconds(5), 0)).isPresent();
    assertThat(Patience.RESERVATIONS.next(FAULT, 1, Duration.ofSeconds(10), 0)).isEmpty();
    assertThat(Patience.LOOK.next(FAULT, 1, Duration.ofSeconds(10), 0)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorClass.class,
      names = {"THROTTLED", "SERVER"},
      mode = EnumSource.Mode.EXCLUDE)
  void what_the_same_request_cannot_cure_is_not_asked_again(ErrorClass errorClass) {
    assertThat(Patience.FLEET.next(new Ec2Error(errorClass, "X", "x"), 1, Duration.ZERO, 0))
        .isEmpty();
  }
}
