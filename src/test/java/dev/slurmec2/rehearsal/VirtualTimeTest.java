package dev.slurmec2.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The clock of a rehearsal, and the pools whose threads live in it. */
class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime(Instant.EPOCH);
  private final List<String> seen = new ArrayList<>();

  @Test
  void a_year_passes_at_once() {
    time.sleep(Duration.ofDays(365));
    assertThat(time.instant()).isEqualTo(Instant.EPOCH.plus(Duration.ofDays(365)));
    assertThat(time.elapsed()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void steps_side_by_side_take_as_long_as_the_longest() throws Exception {
    ExecutorService pool = time.pool(8);
    Future<?> slow = pool.submit(() -> step("slow", 3));
    Future<?> fast = pool.submit(() -> step("fast", 1));
    slow.get();
    fast.get();
    assertThat(seen).containsExactly("fast at PT1S", "slow at PT3S");
    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void a_pool_runs_no_more_than_it_has_threads() throws Exception {
    ExecutorService pool = time.pool(2);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String name = "step " + i;
      futures.add(pool.submit(() -> step(name, 1)));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(3));
    assertThat(seen).hasSize(5).endsWith("step 4 at PT3S");
  }

  @Test
  void a_step_can_wait_for_steps_of_its_own() throws Exception {
    Future<?> outer =
        time.pool(1)
            .submit(
                () -> {
                  Future<?> inner = time.pool(1).submit(() -> step("inner", 2));
                  time.sleep(Duration.ofSeconds(1));
                  inner.get();
                  return step("outer", 1);
                });
    outer.get();
    assertThat(seen).containsExactly("inner at PT2S", "outer at PT3S");
  }

  @Test
  void a_step_that_throws_fails_its_future_only() throws Exception {
    ExecutorService pool = time.pool(1);
    Future<?> bad =
        pool.submit(
            () -> {
              throw new IllegalStateException("as expected");
            });
    Future<?> good = pool.submit(() -> step("good", 1));
    assertThatThrownBy(bad::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("as expected");
    good.get();
    assertThat(seen).containsExactly("good at PT1S");
  }

  private boolean step(String name, int seconds) {
    time.sleep(Duration.ofSeconds(seconds));
    return seen.add(name + " at " + time.elapsed());
  }
}
