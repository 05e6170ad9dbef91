package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slurmec2.config.ApiLimits.TokenBucket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketLevelTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final TokenBucket TAGS = new TokenBucket(100, 10);
  private static final TokenBucket LAUNCHES = new TokenBucket(1000, 2);

  private static BucketLevel holding(double tokens) {
    return new BucketLevel(tokens, NOW);
  }

  @ParameterizedTest(name = "{0} tokens are {2} after {1} ms")
  @CsvSource({
    "0, 0, 0",
    "0, 1000, 10",
    "0, 50, 0.5",
    "95, 400, 99",
    "95, 1000, 100",
    "100, 86400000, 100",
    "-30, 1000, -20",
    "-30, 13000, 100",
    // A clock that was set back gives nothing and takes nothing.
    "40, -1, 40",
    "40, -86400000, 40",
    // A smaller bucket than when it was written.
    "5000, 0, 100",
    // Damage: nobody was promised so much.
    "-1e300, 0, -6000",
    "-Infinity, 0, -6000",
    "NaN, 0, -6000",
    "Infinity, 0, 100"
  })
  void a_bucket_refills_steadily_up_to_its_capacity(double before, long millis, double after) {
    BucketLevel later = holding(before).at(TAGS, NOW.plusMillis(millis));

    assertThat(later.tokens()).isCloseTo(after, within(1e-9));
    assertThat(later.at()).isEqualTo(NOW.plusMillis(millis));
  }

  @ParameterizedTest(name = "with {0} tokens, {1} take {2} ms")
  @CsvSource({
    "1000, 1000, 0",
    "1000, 1001, 500",
    "0, 1, 500",
    "0.5, 1, 250",
    "-10, 1, 5500",
    "0, 0, 0",
    "1000, 1200, 100000"
  })
  void what_is_missing_takes_as_long_as_the_refill(double tokens, int wanted, long millis) {
    assertThat(holding(tokens).waitFor(LAUNCHES, wanted)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void tokens_are_promised_in_the_order_of_the_requests() {
    BucketLevel level = holding(1);

    BucketLevel afterFirst = level.without(1);
    BucketLevel afterSecond = afterFirst.without(1);

    assertThat(level.waitFor(TAGS, 1)).isZero();
    assertThat(afterFirst.waitFor(TAGS, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(afterSecond.waitFor(TAGS, 1)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void what_was_not_used_comes_back_and_overflows_nothing() {
    assertThat(holding(10).with(LAUNCHES, 90).tokens()).isEqualTo(100);
    assertThat(holding(950).with(LAUNCHES, 90).tokens()).isEqualTo(1000);
  }

  @Test
  void a_refusal_empties_the_bucket_and_takes_no_promise_back() {
    assertThat(holding(300).emptied().tokens()).isZero();
    assertThat(holding(-4).emptied().tokens()).isEqualTo(-4);
  }

  @ParameterizedTest
  @CsvSource({"7.9, 7", "0.9, 0", "-3, -3", "-3.1, -4"})
  void only_whole_tokens_count(double tokens, int whole) {
    assertThat(holding(tokens).whole()).isEqualTo(whole);
  }

  @Test
  void launch_tokens_say_how_many_until_when() {
    LaunchTokens tokens = new LaunchTokens(300, 1000, 2);

    assertThat(tokens.within(Duration.ZERO)).isEqualTo(300);
    assertThat(tokens.within(Duration.ofMinutes(5))).isEqualTo(900);
    assertThat(tokens.within(Duration.ofSeconds(-5))).isEqualTo(300);
    assertThat(tokens.timeFor(300)).isZero();
    assertThat(tokens.timeFor(301)).isEqualTo(Duration.ofMillis(500));
    assertThat(tokens.limit()).isEqualTo("1000 at once, then 2 a second");
    LaunchTokens promised = new LaunchTokens(-60, 1000, 2);
    assertThat(promised.within(Duration.ofSeconds(10))).isZero();
    assertThat(promised.within(Duration.ofMinutes(1))).isEqualTo(60);
    assertThat(promised.timeFor(1)).isEqualTo(Duration.ofMillis(30_500));
    assertThat(LaunchTokens.UNLIMITED.within(Duration.ofDays(1))).isEqualTo(Integer.MAX_VALUE);
  }
}
