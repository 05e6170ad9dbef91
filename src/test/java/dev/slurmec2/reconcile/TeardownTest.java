package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Ec2;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.ec2.Ec2Regions;
import dev.slurmec2.ec2.ErrorClass;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeardownTest {
  @TempDir private Path stateDir;
  private Cluster cluster;
  private final CountDownLatch otherAsked = new CountDownLatch(1);
  private final CountDownLatch otherEnded = new CountDownLatch(1);
  private boolean heldUp;

  @BeforeEach
  void setUp() {
    cluster = new Cluster(stateDir);
    cluster.here.launch(Duration.ofMinutes(5), Map.of("slurm-ec2:cluster", "hpc"));
    cluster.there.launch(Duration.ofMinutes(5), Map.of("slurm-ec2:cluster", "hpc"));
  }

  /** The first region answers each question only after the second was asked the same. */
  private Ec2Regions firstSilent() {
    Ec2 silent = telling(cluster.here, () -> await(otherAsked), () -> await(otherEnded));
    Ec2 other = telling(cluster.there, otherAsked::countDown, otherEnded::countDown);
    return (region, profile) -> region.equals("here") ? silent : other;
  }

  private void await(CountDownLatch latch) {
    try {
      heldUp |= !latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Ec2 telling(Ec2 ec2, Runnable onDescribe, Runnable onTerminate) {
    return (Ec2)
        Proxy.newProxyInstance(
            Ec2.class.getClassLoader(),
            new Class<?>[] {Ec2.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "describe" -> onDescribe.run();
                case "terminate" -> onTerminate.run();
                default -> {}
              }
              return method.invoke(ec2, arguments);
            });
  }

  @Test
  void a_silent_region_holds_up_no_other() {
    Teardown teardown = new Teardown(cluster.configuration(), firstSilent());

    Teardown.Found found = teardown.find("hpc");
    assertThat(heldUp).as("the second region was asked only after the first").isFalse();
    assertThat(found.count()).isEqualTo(2);

    assertThat(teardown.end(found)).isEmpty();
    assertThat(heldUp).as("the second region's were ended only after the first's").isFalse();
    assertThat(cluster.here.live()).isEmpty();
    assertThat(cluster.there.live()).isEmpty();
  }

  @Test
  void a_region_that_does_not_answer_is_named_and_the_others_instances_end() {
    cluster.there.launch(Duration.ofMinutes(5), Map.of("slurm-ec2:cluster", "other"));
    cluster.here.describeError =
        Optional.of(new Ec2Error(ErrorClass.SERVER, "NoAnswer", "Nothing came"));
    Teardown teardown = new Teardown(cluster.configuration(), cluster.regions);

    Teardown.Found found = teardown.find("hpc");

    assertThat(found.unanswered()).containsOnlyKeys(new RegionProfile("here", Optional.empty()));
    assertThat(teardown.end(found)).isEmpty();
    assertThat(cluster.there.live()).hasSize(1);
  }
}
