package dev.slurmec2.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slurmec2.ec2.Instance;
import dev.slurmec2.testing.FakeEc2;
import dev.slurmec2.testing.FakeNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any mess of states and instances: nothing is done that must not be, and it comes to rest. */
class RandomSweepTest {
  /** Clusters a seed: over a hundred messes a run take some seconds. */
  private static final int CLUSTERS = 25;

  /**
   * Sweeps until all is settled: the longest chain is a silent node's (10), its power-down and
   * SuspendTimeout (3), and a cool-down after a code (10).
   */
  private static final int SWEEPS = 30;

  private static final List<String> STATES =
      List.of(
          "IDLE+CLOUD",
          "ALLOCATED+CLOUD",
          "MIXED+CLOUD",
          "IDLE+CLOUD+POWERED_DOWN",
          "IDLE+CLOUD+POWERING_DOWN",
          "IDLE+CLOUD+NOT_RESPONDING+POWERING_UP",
          "ALLOCATED+CLOUD+NOT_RESPONDING+POWERING_UP",
          "DOWN+CLOUD+NOT_RESPONDING",
          "DOWN+CLOUD+POWERED_DOWN",
          "DOWN+CLOUD+NOT_RESPONDING+POWERED_DOWN",
          "DOWN+CLOUD+NOT_RESPONDING+POWERING_UP",
          "DOWN+CLOUD+POWERING_DOWN",
          "IDLE+CLOUD+DRAIN",
          "IDLE+CLOUD+DRAIN+POWERED_DOWN",
          "ALLOCATED+CLOUD+DRAIN",
          "IDLE+CLOUD+NOT_RESPONDING+POWERED_DOWN",
          "IDLE+CLOUD+MAINTENANCE+RESERVED",
          "DOWN+CLOUD+MAINTENANCE",
          "IDLE+CLOUD+REBOOT_ISSUED");

  private static final List<String> REASONS =
      List.of(
          "slurm-ec2: resume: no capacity (Code:InsufficientInstanceCapacity)",
          "slurm-ec2: unbacked: its instance is gone : ResumeTimeout reached",
          "Not responding",
          "ResumeTimeout reached",
          "bad disk",
          "bad disk : ResumeTimeout reached");

  @TempDir Path stateDir;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothing_forbidden_is_done_and_all_comes_to_rest(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < CLUSTERS; round++) {
      String episode = "seed " + seed + ", cluster " + round;
      Cluster cluster = mess(random, stateDir.resolve(seed + "-" + round));
      Map<String, String> operators = operators(cluster);
      List<String> foreign = foreign(cluster);

      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        Map<String, String> serving = serving(cluster);
        cluster.run();
        assertThat(live(cluster)).as(episode).containsAll(serving.values()).containsAll(foreign);
        assertThat(operators(cluster)).as(episode).containsAllEntriesOf(operators);
        cluster.slurm.powerPass();
        cluster.clock.advance(Duration.ofMinutes(1));
      }

      int done = cluster.slurm.updates.size();
      cluster.runs(3);
      assertThat(cluster.slurm.updates).as(episode).hasSize(done);
      assertSettled(cluster, operators, episode);
    }
  }

  private static void assertSettled(
      Cluster cluster, Map<String, String> operators, String episode) {
    Map<String, List<Instance>> byNode = new LinkedHashMap<>();
    for (FakeEc2 ec2 : List.of(cluster.here, cluster.there)) {
      ec2.live().stream()
          .filter(RandomSweepTest::isOurs)
          .forEach(
              instance ->
                  byNode
                      .computeIfAbsent(
                          instance.tag("Name").orElse("none"), none -> new java.util.ArrayList<>())
                      .add(instance));
    }
    assertThat(byNode).as(episode + ": orphans").doesNotContainKey("none");
    for (FakeNode node : cluster.slurm.all()) {
      if (!operators.containsKey(node.name())) {
        boolean off = node.words().equals("IDLE+CLOUD+POWERED_DOWN");
        int instances = byNode.getOrDefault(node.name(), List.of()).size();
        assertThat(instances)
            .as(episode + ": instances of " + node.name() + " " + node.words())
            .isEqualTo(off ? 0 : 1);
      }
    }
  }

  private static Cluster mess(Random random, Path stateDir) {
    Cluster cluster = new Cluster(stateDir);
    cluster.slurm.idleOnNodeSuspend = random.nextBoolean();
    cluster.slurm.suspendProgram =
        nodes ->
            nodes.forEach(
                node ->
                    cluster
                        .ec2Of(node)
                        .terminate(
                            cluster.ec2Of(node).live().stream()
                                .filter(RandomSweepTest::isOurs)
                                .filter(one -> one.tag("Name").filter(node::equals).isPresent())
                                .map(Instance::id)
                                .toList()));
    for (FakeNode node : cluster.slurm.all()) {
      node.state(STATES.get(random.nextInt(STATES.size())));
      if (node.base().equals("DOWN") || node.has("DRAIN")) {
        // Slurm itself replaces the reason of a node that does not come: no operator's there.
        int reasons = node.has("POWERING_UP") ? REASONS.size() - 2 : REASONS.size();
        node.reason(REASONS.get(random.nextInt(reasons)), cluster.clock.instant());
      }
      int instances = Math.max(0, random.nextInt(5) - 2);
      for (int one = 0; one < instances; one++) {
        Instance instance = cluster.instance(node.name(), Duration.ofSeconds(random.nextInt(600)));
        if (one == 0 && (instances > 1 || random.nextInt(3) > 0)) {
          node.address(instance.privateIp().orElseThrow());
        }
      }
      if (random.nextInt(6) == 0) {
        cluster
            .ec2Of(node.name())
            .launch(Duration.ofHours(1), Map.of("Name", node.name(), "slurm-ec2:cluster", "other"));
      }
    }
    for (int orphan = random.nextInt(3); orphan > 0; orphan--) {
      cluster.here.launch(
          Duration.ofSeconds(random.nextInt(600)), Map.of("slurm-ec2:cluster", "hpc"));
    }
    return cluster;
  }

  /** What must stay as it is: state and reason by node. */
  private static Map<String, String> operators(Cluster cluster) {
    Map<String, String> untouchable = new LinkedHashMap<>();
    for (FakeNode node : cluster.slurm.all()) {
      boolean out = node.base().equals("DOWN") || node.has("DRAIN");
      boolean operator = node.reason().filter(reason -> reason.startsWith("bad disk")).isPresent();
      boolean maintenance = node.has("MAINTENANCE") || node.has("REBOOT_ISSUED");
      if (maintenance || (out && operator)) {
        String state = node.words().replace("POWERING_DOWN", "OFF").replace("POWERED_DOWN", "OFF");
        untouchable.put(node.name(), state.replace("NOT_RESPONDING+", "") + node.reason());
      }
    }
    return untouchable;
  }

  /** The instances that nodes with jobs are on. */
  private static Map<String, String> serving(Cluster cluster) {
    Map<String, String> serving = new LinkedHashMap<>();
    for (FakeNode node : cluster.slurm.all()) {
      if (node.words().startsWith("ALLOCATED+CLOUD") || node.words().startsWith("MIXED+CLOUD")) {
        cluster.ec2Of(node.name()).live().stream()
            .filter(one -> one.privateIp().filter(node.address()::equals).isPresent())
            .forEach(one -> serving.put(node.name(), one.id()));
      }
    }
    return serving;
  }

  private static List<String> foreign(Cluster cluster) {
    return java.util.stream.Stream.of(cluster.here, cluster.there)
        .flatMap(ec2 -> ec2.live().stream())
        .filter(instance -> !isOurs(instance))
        .map(Instance::id)
        .toList();
  }

  private static boolean isOurs(Instance instance) {
    return instance.tag("slurm-ec2:cluster").filter("hpc"::equals).isPresent();
  }

  private static List<String> live(Cluster cluster) {
    return cluster.live();
  }
}
