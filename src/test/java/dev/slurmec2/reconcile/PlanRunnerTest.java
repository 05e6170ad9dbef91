package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.TerminateOutcome;
import dev.slurmec2.slurm.Slurm;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PlanRunnerTest {

  private static <T> T only(Class<T> type, String method, Supplier<Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> {
              if (!called.getName().equals(method)) {
                throw new UnsupportedOperationException(called.getName());
              }
              return answer.get();
            }));
  }

  private static Finding terminate(String id, String region) {
    return new Finding(
        Rule.ORPHAN,
        id,
        Optional.empty(),
        "seen",
        new Action.Terminate(new RegionProfile(region, Optional.empty()), id));
  }

  @Test
  void a_region_that_does_not_answer_is_named_and_not_waited_for() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Ec2 silent =
        only(
            Ec2.class,
            "terminate",
            () -> {
              try {
                never.await();
              } catch (InterruptedException cancelled) {
                Thread.currentThread().interrupt();
              }
              return new TerminateOutcome(Set.of(), Map.of());
            });
    Ec2 answering =
        only(Ec2.class, "terminate", () -> new TerminateOutcome(Set.of("i-2"), Map.of()));
    Slurm none = only(Slurm.class, "none", () -> "");
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Outcome> outcomes =
          new PlanRunner(
                  none,
                  (region, profile) -> region.equals("eu-west-1") ? silent : answering,
                  Duration.ofSeconds(1))
              .run(
                  Plan.of(List.of(terminate("i-1", "eu-west-1"), terminate("i-2", "us-east-1"))),
                  pool);

      assertThat(outcomes)
          .extracting(Outcome::status)
          .containsExactly(Outcome.Status.FAILED, Outcome.Status.DONE);
      assertThat(outcomes.get(0).toString()).contains("EC2 in eu-west-1 did not answer within 1 s");
    } finally {
      never.countDown();
      pool.shutdownNow();
    }
  }
}
