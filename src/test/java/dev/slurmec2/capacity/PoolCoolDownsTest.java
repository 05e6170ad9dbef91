package dev.slurmec2.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.config.PurchasingOption;
import dev.slurmec2.ec2.FleetRequest.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolCoolDownsTest {
  private static final Pool SPOT = pool("c5.large", PurchasingOption.SPOT, Optional.empty());
  private static final Pool ON_DEMAND =
      pool("c5.large", PurchasingOption.ON_DEMAND, Optional.empty());

  @TempDir private Path stateDir;
  private Instant now = Instant.parse("2026-11-21T08:00:00Z");

  private static Pool pool(String type, PurchasingOption option, Optional<String> profile) {
    return new Pool("us-east-1", profile, "us-east-1a", type, option);
  }

  private static Offer offer(Pool pool) {
    return new Offer(new Choice(0, "subnet-a"), pool);
  }

  private PoolCoolDowns coolDowns() {
    return new PoolCoolDowns(stateDir, Duration.ofMinutes(10), () -> now);
  }

  private boolean worthAsking(Pool pool, int count) {
    return !coolDowns().now().worthAsking(List.of(offer(pool)), count).isEmpty();
  }

  @Test
  void a_pool_is_left_out_until_the_time_is_over_and_no_other_is() {
    coolDowns().begin(Map.of(SPOT, 1), "InsufficientInstanceCapacity");

    assertThat(worthAsking(SPOT, 1)).isFalse();
    assertThat(worthAsking(ON_DEMAND, 1)).isTrue();
    assertThat(worthAsking(pool("c5.large", PurchasingOption.SPOT, Optional.of("other")), 1))
        .as("another account")
        .isTrue();

    now = now.plus(Duration.ofMinutes(10));
    assertThat(worthAsking(SPOT, 1)).isTrue();
  }

  @Test
  void what_could_not_give_five_at_once_may_give_four() {
    coolDowns().begin(Map.of(SPOT, 5), "InsufficientInstanceCapacity");

    assertThat(worthAsking(SPOT, 5)).isFalse();
    assertThat(worthAsking(SPOT, 4)).isTrue();
  }

  @Test
  void the_stricter_of_two_refusals_holds_and_the_later_end() {
    coolDowns().begin(Map.of(SPOT, 2), "InsufficientInstanceCapacity");
    now = now.plus(Duration.ofMinutes(5));
    coolDowns().begin(Map.of(SPOT, 7), "InsufficientInstanceCapacity");

    assertThat(coolDowns().now().all())
        .containsExactly(
            new CoolDown(
                SPOT, 2, now.plus(Duration.ofMinutes(10)), "InsufficientInstanceCapacity"));
  }

  @Test
  void of_several_the_one_that_ends_first_is_told() {
    coolDowns().begin(Map.of(SPOT, 1), "SpotMaxPriceTooLow");
    now = now.plus(Duration.ofMinutes(1));
    coolDowns().begin(Map.of(ON_DEMAND, 1), "InsufficientInstanceCapacity");

    List<Offer> both = List.of(offer(ON_DEMAND), offer(SPOT));
    assertThat(coolDowns().now().endsFirst(both, 1))
        .map(CoolDown::code)
        .contains("SpotMaxPriceTooLow");
    assertThat(coolDowns().now().endsFirst(List.of(), 1)).isEmpty();
  }

  @Test
  void a_quota_leaves_out_a_type_in_all_zones_for_a_shorter_time_and_no_other_option() {
    coolDowns().begin(Map.of(SPOT.inAllZones(), 1), "MaxSpotInstanceCountExceeded");
    Pool inB =
        new Pool("us-east-1", Optional.empty(), "us-east-1b", "c5.large", PurchasingOption.SPOT);

    assertThat(worthAsking(SPOT, 1)).isFalse();
    assertThat(worthAsking(inB, 1)).isFalse();
    assertThat(worthAsking(ON_DEMAND, 1)).isTrue();
    assertThat(worthAsking(pool("c5.xlarge", PurchasingOption.SPOT, Optional.empty()), 1)).isTrue();

    now = now.plus(CoolDown.LONGEST_OF_QUOTA);
    assertThat(worthAsking(SPOT, 1)).isTrue();
  }

  @Test
  void no_cool_down_of_a_quota_is_longer_than_those_of_capacity() {
    Duration minute = Duration.ofMinutes(1);

    assertThat(CoolDown.length("VcpuLimitExceeded", minute)).isEqualTo(minute);
    assertThat(CoolDown.length("VcpuLimitExceeded", Duration.ZERO)).isZero();
    assertThat(CoolDown.length("VcpuLimitExceeded", Duration.ofMinutes(10)))
        .isEqualTo(CoolDown.LONGEST_OF_QUOTA);
    assertThat(CoolDown.length("InsufficientInstanceCapacity", Duration.ofMinutes(10)))
        .isEqualTo(Duration.ofMinutes(10));
    assertThat(CoolDown.length("RequestLimitExceeded", Duration.ofMinutes(10))).isZero();
  }

  @Test
  void of_a_pools_own_cool_down_and_a_quotas_the_one_that_lasts_longer_is_told() {
    coolDowns().begin(Map.of(SPOT.inAllZones(), 1), "MaxSpotInstanceCountExceeded");
    coolDowns().begin(Map.of(SPOT, 1), "InsufficientInstanceCapacity");

    assertThat(coolDowns().now().closing(List.of(offer(SPOT), offer(SPOT)), 1))
        .singleElement()
        .isEqualTo(
            new CoolDown(
                SPOT, 1, now.plus(Duration.ofMinutes(10)), "InsufficientInstanceCapacity"));
  }

  @Test
  void a_clock_that_is_set_back_keeps_no_pool_out_for_longer() {
    coolDowns().begin(Map.of(SPOT, 1), "InsufficientInstanceCapacity");

    now = now.minus(Duration.ofHours(1));
    assertThat(worthAsking(SPOT, 1)).isTrue();
  }

  @Test
  void damaged_lines_are_no_cool_downs_and_do_not_hide_the_others() throws IOException {
    coolDowns().begin(Map.of(SPOT, 1), "InsufficientInstanceCapacity");
    Path file = stateDir.resolve("pools");
    String line = Files.readString(file);
    Files.writeString(
        file, "x\n1 2 3\n" + line.replace(" 1 ", " 0 ") + line.replace("spot", "?") + line);

    assertThat(coolDowns().now().all()).hasSize(1);
  }

  @Test
  void only_the_owner_can_read_it() throws IOException {
    coolDowns().begin(Map.of(SPOT, 1), "InsufficientInstanceCapacity");

    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(stateDir.resolve("pools"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_directory_that_cannot_be_used_only_costs_the_cache() throws IOException {
    Files.writeString(stateDir.resolve("file"), "");
    PoolCoolDowns lost =
        new PoolCoolDowns(stateDir.resolve("file"), Duration.ofMinutes(10), () -> now);

    lost.begin(Map.of(SPOT, 1), "InsufficientInstanceCapacity");
    assertThat(lost.now().all()).isEmpty();
  }
}
